"""`deploy --recover`: nothing is brought back for a deploy that is surely refused; what was brought back is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import Ran, run
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import (
    DEPLOY,
    ENVIRONMENT,
    PROD,
    STACK,
    WEB,
    holds,
    told_to_programs,
    written,
)

RECOVER = (*DEPLOY, "--recover")
ECR = "333333333333.dkr.ecr.eu-west-1.amazonaws.com/web"


def _stuck(world: World) -> None:
    broken = {"Service": "the service did not stabilise"}
    world.bring(STACK, "UPDATE_ROLLBACK_FAILED", broken=broken)


def _changed_nothing(ran: Ran) -> bool:
    return ran.calls.mutations().names() == []


def test_nothing_is_recovered_for_an_image_that_is_missing(deployed: World, project: Path) -> None:
    _stuck(deployed)
    written(project, web=WEB.replace("public.ecr.aws/nginx/nginx:1.27", f"{ECR}:9"))
    ran = run(deployed, *RECOVER, project=project)
    assert _changed_nothing(ran)
    assert "image" in ran.words
    holds(deployed, ran, exit_code=3, budget=20, status="UPDATE_ROLLBACK_FAILED")


def test_nothing_is_recovered_for_a_secret_that_is_missing(deployed: World, project: Path) -> None:
    _stuck(deployed)
    deployed.ssm.missing.add("/nowhere/to/be/found")
    text = WEB.replace("import Container, Fargate, Http", "import Container, Fargate, Http, Secret")
    secret = '    uses=(Secret(variable="KEY", parameter="/nowhere/to/be/found"),),\n'
    written(project, web=text.replace("    count=2,\n", f"    count=2,\n{secret}"))
    ran = run(deployed, *RECOVER, project=project)
    assert _changed_nothing(ran)
    assert "nowhere/to/be/found" in ran.words
    holds(deployed, ran, exit_code=3, budget=25, status="UPDATE_ROLLBACK_FAILED")


def test_nothing_is_recovered_where_what_it_stands_on_cannot_be_deployed(
    deployed: World, newer: Path
) -> None:
    _stuck(deployed)
    deployed.bring(ENVIRONMENT, "DELETE_FAILED")
    ran = run(deployed, *RECOVER, project=newer)
    assert _changed_nothing(ran)
    assert deployed.truth(STACK).status == "UPDATE_ROLLBACK_FAILED"
    holds(deployed, ran, exit_code=3, budget=15, stack=ENVIRONMENT, status="DELETE_FAILED")


def test_what_was_recovered_is_told_where_its_deploy_is_refused(
    deployed: World, newer: Path
) -> None:
    _stuck(deployed)
    deployed.wire.fault(Effect.DENIED, "CreateChangeSet")
    ran = run(deployed, *RECOVER, "--json", project=newer)
    outcomes = {one["stack"]: one for one in told_to_programs(ran)[-1]["outcomes"]}
    assert outcomes[STACK]["outcome"] == "refused"
    assert "prod-web was recovered before" in ran.words
    assert "refused: it was recovered, and nothing else was changed" in ran.words
    assert "refused: nothing was changed" not in ran.words
    holds(deployed, ran, exit_code=3, budget=60, status="UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize("how", ["refused", "declined"])
def test_what_was_recovered_is_not_said_to_be_untried_where_the_environment_stops_it(
    deployed: World, newer: Path, how: str
) -> None:
    _stuck(deployed)
    written(
        newer,
        web=WEB.replace("1.27", "1.28"),
        prod=PROD.replace("aws=", "protected=True,\n    aws="),
    )
    typed = ["y", "n"] if how == "declined" else None
    call = (*RECOVER[:-2], "--recover") if typed else RECOVER
    if how == "refused":
        deployed.wire.fault(Effect.DENIED, "CreateChangeSet")
    ran = run(deployed, *call, "--json", project=newer, input=typed)
    last = told_to_programs(ran)[-1]
    assert STACK not in last["untried"]
    outcomes = {one["stack"]: one for one in last["outcomes"]}
    assert outcomes[STACK]["outcome"] == "recovered"
    assert any("not deployed" in note for note in outcomes[STACK]["notes"])
    holds(deployed, ran, exit_code=3, budget=70, status="UPDATE_ROLLBACK_COMPLETE")


def test_what_is_recovered_and_deployed_is_told_as_deployed(deployed: World, newer: Path) -> None:
    _stuck(deployed)
    ran = run(deployed, *RECOVER, "--json", project=newer)
    outcomes = {one["stack"]: one for one in told_to_programs(ran)[-1]["outcomes"]}
    assert outcomes[STACK]["outcome"] == "updated"
    holds(deployed, ran, exit_code=0, budget=80, status="UPDATE_COMPLETE")
