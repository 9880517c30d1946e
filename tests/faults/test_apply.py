"""A reviewed plan is carried out as it was reviewed, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.command import run
from tests.faults.fake.world import World
from tests.faults.scenario import STACK, changed


def _image(world: World) -> str:
    (service,) = [one for one in world.ecs.services.values() if one.status == "ACTIVE"]
    image = world.ecs.definitions[service.primary.definition]["ContainerDefinitions"][0]["Image"]
    return str(image)


def test_a_plan_that_was_overtaken_at_the_question_is_not_made_again(
    deployed: World, project: Path
) -> None:
    changed(project)
    made = run(deployed, "plan", "web", "--env", "prod", "--json", project=project)
    changed(project, after="nginx:1.29")
    theirs = deployed.foreign_change_set(STACK)

    def late() -> str:
        deployed.clock.sleep(4)
        client = deployed.client("cloudformation")
        client.execute_change_set(ChangeSetName=theirs, ClientRequestToken="theirs")
        deployed.clock.sleep(1)
        return "y"

    plan = json.loads(made.stdout)["plan"]
    ran = run(deployed, "apply", plan, "--env", "prod", project=project, input=[late, "y"])
    assert ran.exit_code == 3
    assert "somebody else deployed prod-web after this plan was made" in ran.words
    assert ran.calls.of("CreateChangeSet").names() == []
    assert not _image(deployed).endswith(":1.29")


def test_what_was_planned_is_what_is_carried_out_whatever_the_definition_says_by_now(
    deployed: World, project: Path
) -> None:
    changed(project)
    made = run(deployed, "plan", "web", "--env", "prod", "--json", project=project)
    changed(project, after="nginx:1.29")
    plan = json.loads(made.stdout)["plan"]
    ran = run(deployed, "apply", plan, "--env", "prod", "--yes", project=project)
    assert ran.exit_code == 0, ran.stderr
    assert _image(deployed).endswith(":1.28")
