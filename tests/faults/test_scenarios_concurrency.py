"""Scenarios 36 to 43: answers that are lost, others who deploy at the same time, and reads that are old."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults.beside import beside
from tests.faults.command import Ran, run
from tests.faults.fake import fates
from tests.faults.fake.cloudformation.records import Step
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.processes import begun, real
from tests.faults.scenario import DEPLOY, STACK, changed, holds, mutations

ASKED = DEPLOY[:-1]
LOST = (Effect.ANSWER_LOST, Effect.TIMED_OUT, Effect.TRUNCATED)
OLD, NEW = "public.ecr.aws/nginx/nginx:1.27", "public.ecr.aws/nginx/nginx:1.28"


@pytest.fixture
def newer(project: Path) -> Path:
    """The project with another version of the service than the one that runs."""
    return changed(project)


def _operations(world: World) -> list[tuple[str, str, str]]:
    """What was begun on every stack of the name since a test began: type, whose, and how it ended."""
    return [
        (one.type, "ours" if one.token.startswith("bbfd-") else "theirs", one.status)
        for stack in world.cloudformation.stacks
        if stack.name == STACK
        for one in stack.operations
    ]


CREATED = ("CREATE_STACK", "ours", "CREATE_COMPLETE")
UPDATED = ("UPDATE_STACK", "ours", "UPDATE_COMPLETE")


def _serves(world: World) -> str:
    """The image that the service really runs."""
    (service,) = [s for s in world.ecs.services.values() if s.status == "ACTIVE"]
    definition = world.ecs.definitions[service.primary.definition]
    return str(definition["ContainerDefinitions"][0]["Image"])


# 36, 37: the answer to a call is lost. The call was carried out, or it was not: that is found out.


@pytest.mark.parametrize("idempotent", [True, False])
@pytest.mark.parametrize("effect", LOST)
def test_36_an_execution_whose_answer_was_lost_is_watched_to_its_end(
    deployed: World, newer: Path, effect: Effect, idempotent: bool
) -> None:
    deployed.cloudformation.idempotent = idempotent
    deployed.wire.fault(effect, "ExecuteChangeSet", nth=(1,))
    ran = run(deployed, *DEPLOY, project=newer)
    assert ran.count("ExecuteChangeSet") == 1
    assert _operations(deployed) == [CREATED, UPDATED]
    assert _serves(deployed) == NEW
    holds(deployed, ran, exit_code=0, budget=32, status="UPDATE_COMPLETE")


def test_an_execution_whose_answer_was_lost_with_the_network_is_found_when_that_is_back(
    deployed: World, newer: Path
) -> None:
    executed = deployed.clock.now + 3.0
    deployed.wire.fault(Effect.ANSWER_LOST, "ExecuteChangeSet", nth=(1,))
    # It is asked for at the same second as the read back: only reads after it are refused.
    deployed.wire.fault(Effect.REFUSED, "DescribeChangeSet", nth=(3, 4, 5, 6))
    deployed.wire.fault(Effect.REFUSED, since=executed + 0.1, until=executed + 300)
    ran = run(deployed, *DEPLOY, project=newer)
    assert ran.words.count("AWS does not answer whether the deployment began") == 1
    assert _operations(deployed) == [CREATED, UPDATED]
    assert _serves(deployed) == NEW
    _is_never_silent(ran)
    holds(deployed, ran, exit_code=0, budget=97, status="UPDATE_COMPLETE")


def test_an_execution_that_never_arrived_is_repeated_with_the_same_token(
    deployed: World, newer: Path
) -> None:
    deployed.wire.fault(Effect.LOST, "ExecuteChangeSet", nth=(1,))
    ran = run(deployed, *DEPLOY, project=newer)
    tokens = [p["ClientRequestToken"] for p in ran.calls.of("ExecuteChangeSet").parameters()]
    assert (len(tokens), len(set(tokens))) == (2, 1)
    assert _operations(deployed) == [CREATED, UPDATED]
    holds(deployed, ran, exit_code=0, budget=34, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("first", [True, False], ids=["created", "updated"])
@pytest.mark.parametrize("effect", LOST)
def test_37_a_change_set_whose_answer_was_lost_is_found_by_its_name(
    furnished: World, deployed: World, project: Path, effect: Effect, first: bool
) -> None:
    world = furnished if first else deployed
    changed(project)
    world.wire.fault(effect, "CreateChangeSet", nth=(1,))
    ran = run(world, *DEPLOY, project=project)
    assert mutations(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert _operations(world) == [CREATED] if first else [CREATED, UPDATED]
    assert _serves(world) == NEW
    holds(world, ran, exit_code=0, budget=36)


@pytest.mark.parametrize("first", [True, False], ids=["created", "updated"])
def test_a_change_set_that_was_never_asked_for_is_asked_for_again_with_the_same_token(
    furnished: World, deployed: World, project: Path, first: bool
) -> None:
    world = furnished if first else deployed
    changed(project)
    world.wire.fault(Effect.LOST, "CreateChangeSet", nth=(1,))
    ran = run(world, *DEPLOY, project=project)
    asked = [(p["ChangeSetName"], p["ClientToken"]) for p in _asked(ran)]
    assert (len(asked), len(set(asked))) == (2, 1)
    assert mutations(ran) == ["CreateChangeSet", "CreateChangeSet", "ExecuteChangeSet"]
    holds(world, ran, exit_code=0, budget=37)


def _asked(ran: Ran) -> list[dict[str, str]]:
    return [dict(p) for p in ran.calls.of("CreateChangeSet").parameters()]


def _is_never_silent(ran: Ran) -> None:
    """At least every 30 s there is a line."""
    told = [line[11:19] for line in ran.lines if line[:4] == "2026"]
    seconds = [int(t[:2]) * 3600 + int(t[3:5]) * 60 + int(t[6:]) for t in told]
    assert max(b - a for a, b in pairwise(seconds)) <= 31, ran.stderr


# 38, 39: others deploy the same stack.


def _executed_by_others(world: World) -> None:
    """Somebody plans and carries out something else; ours is removed, or OBSOLETE, with that."""
    theirs = world.foreign_change_set(STACK)
    world.clock.sleep(4)
    client = world.client("cloudformation")
    client.execute_change_set(ChangeSetName=theirs, ClientRequestToken="theirs")


def _updated_by_others(world: World) -> None:
    """Somebody calls UpdateStack: ours is there, and the stack is held."""
    world.update(STACK, seconds=20)


@pytest.mark.parametrize("wait", [1.0, 120.0], ids=["it runs", "it has ended"])
@pytest.mark.parametrize(
    ("how", "obsolete"),
    [(_executed_by_others, False), (_executed_by_others, True), (_updated_by_others, False)],
    ids=["vanished", "obsolete", "held"],
)
def test_38_a_plan_that_was_overtaken_is_made_again(
    deployed: World,
    newer: Path,
    how: Callable[[World], None],
    obsolete: bool,
    wait: float,
) -> None:
    deployed.cloudformation.obsolete = obsolete

    def yes() -> str:
        how(deployed)
        deployed.clock.sleep(wait)
        return "y"

    ran = run(deployed, *ASKED, project=newer, input=[yes])
    if not (how is _updated_by_others and wait > 20):  # then nothing stood in the way of our own
        assert (
            "somebody else deployed prod-web after this plan was made: planning again" in ran.words
        )
        assert ran.count("CreateChangeSet") >= 2
    assert [who for _, who, _ in _operations(deployed)] == ["ours", "theirs", "ours"]
    assert _operations(deployed)[-1] == UPDATED
    assert _serves(deployed) == NEW
    assert _asked(ran)[0]["ChangeSetName"] != _asked(ran)[-1]["ChangeSetName"] or wait > 20
    holds(deployed, ran, exit_code=0, budget=50, status="UPDATE_COMPLETE")


def test_a_plan_that_would_do_something_else_now_is_put_to_the_question_again(
    deployed: World, newer: Path
) -> None:
    def yes() -> str:
        _executed_by_others(deployed)
        deployed.clock.sleep(120)
        # The second plan is another one: what the service becomes is known only while it is carried out.
        deployed.change_set(STACK, actions={"Service": "Dynamic"})
        return "y"

    ran = run(deployed, *ASKED, project=newer, input=[yes, "n"])
    assert ran.stderr.count("Deploy prod-web to") == 2
    assert _operations(deployed) == [CREATED, ("UPDATE_STACK", "theirs", "UPDATE_COMPLETE")]
    assert _serves(deployed) == OLD
    holds(deployed, ran, exit_code=3, budget=36, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("apart", [0.0, 1.0, 2.9, 3.0, 10.0, 28.0])
@pytest.mark.parametrize("first", [True, False], ids=["created", "updated"])
def test_39_of_two_at_once_one_deploys_and_the_other_then_has_nothing_to_do(
    furnished: World, deployed: World, project: Path, first: bool, apart: float
) -> None:
    world = furnished if first else deployed
    changed(project)
    one, other = beside(world, DEPLOY, DEPLOY, project=project, apart=apart)
    assert _operations(world) == ([CREATED] if first else [CREATED, UPDATED])
    assert _serves(world) == NEW
    told = {("prod-web: updated" in r.words, "prod-web: created" in r.words) for r in (one, other)}
    assert told == {(not first, first), (False, False)}
    assert sorted("prod-web: nothing to do" in ran.words for ran in (one, other)) == [False, True]
    for ran in (one, other):
        holds(world, ran, exit_code=0, budget=58)


def test_two_processes_share_nothing_but_aws(deployed: World, newer: Path) -> None:
    """Each has its own memory, chance and clock; who of them is first, nobody says."""
    world = real(deployed, speed=400)
    with (
        begun(world, *DEPLOY, project=newer) as one,
        begun(world, *DEPLOY, project=newer) as other,
    ):
        codes = (one.ended(), other.ended())
    said = ["".join(process.err) for process in (one, other)]
    assert codes == (0, 0), said
    assert _operations(world) == [CREATED, UPDATED]
    assert _serves(world) == NEW
    assert sorted(text.count("prod-web: updated") for text in said) == [0, 1], said
    assert sorted(text.count("prod-web: nothing to do") for text in said) == [0, 1], said
    for process, text in zip((one, other), said, strict=True):
        ran = Ran(
            exit_code=process.ended(),
            stdout="".join(process.out),
            stderr=text,
            seconds=0,
            calls=world.calls,
        )
        holds(world, ran, exit_code=0, budget=58, status="UPDATE_COMPLETE")


# 40: somebody else's operation follows ours at once.

THEIRS = (
    Step(at=0.0, status="UPDATE_IN_PROGRESS", reason="User Initiated"),
    Step(at=1.0, status="UPDATE_FAILED", logical="Logs", reason="theirs went wrong"),
    Step(at=2.0, status="UPDATE_ROLLBACK_IN_PROGRESS", reason="The following resource(s) failed"),
    Step(at=300.0, status="UPDATE_ROLLBACK_COMPLETE"),
)


@pytest.mark.parametrize("theirs", [(), THEIRS], ids=["goes well", "fails"])
def test_40_what_others_do_right_after_ours_is_not_taken_for_ours(
    deployed: World, newer: Path, theirs: tuple[Step, ...]
) -> None:
    deployed.then(STACK, lambda w: w.update(STACK, *theirs, seconds=300))
    ran = run(deployed, *DEPLOY, project=newer)
    assert "theirs went wrong" not in ran.words
    assert "prod-web: updated" in ran.words
    assert "it ended in UPDATE_COMPLETE; another operation has begun since" in ran.words
    assert _operations(deployed)[:2] == [CREATED, UPDATED]
    holds(deployed, ran, exit_code=0, budget=32)


def test_a_failure_of_ours_is_reported_though_others_succeed_right_after_it(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, fates.EXIT_1)
    deployed.then(STACK, lambda w: w.update(STACK, seconds=300))
    ran = run(deployed, *DEPLOY, project=newer)
    assert 'container "app" exited with code 1' in ran.words
    assert "it ended in UPDATE_ROLLBACK_COMPLETE; another operation has begun since" in ran.words
    assert _serves(deployed) == OLD
    holds(deployed, ran, exit_code=4, budget=61, status="UPDATE_IN_PROGRESS")


# 41, 42: DescribeStacks is old for a while.


@pytest.mark.parametrize("events", [True, False], ids=["events", "no events"])
@pytest.mark.parametrize("stale", [10.0, 60.0])
@pytest.mark.parametrize("updates", [1, 2], ids=["CREATE_COMPLETE", "UPDATE_COMPLETE"])
def test_41_a_stack_that_is_told_as_it_was_is_not_taken_for_done(
    deployed: World, project: Path, stale: float, events: bool, updates: int
) -> None:
    if updates == 2:
        assert run(deployed, *DEPLOY, project=changed(project, after="nginx:1.26")).exit_code == 0
        deployed.clock.sleep(3600)
    changed(project)
    deployed.cloudformation.stale = stale
    if not events:
        deployed.wire.deny("cloudformation:DescribeStackEvents")
    ran = run(deployed, *DEPLOY, project=project)
    assert _serves(deployed) == NEW
    assert "1.28 runs, 2 of 2 running" in ran.words
    assert ran.seconds > 28
    holds(deployed, ran, exit_code=0, budget=40, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("events", [True, False], ids=["events", "no events"])
def test_a_failure_is_not_hidden_by_an_old_success(
    deployed: World, newer: Path, events: bool
) -> None:
    deployed.fate(STACK, fates.EXIT_1)
    deployed.cloudformation.stale = 10.0
    if not events:
        deployed.wire.deny("cloudformation:DescribeStackEvents")
    ran = run(deployed, *DEPLOY, project=newer)
    assert _serves(deployed) == OLD
    holds(deployed, ran, exit_code=4, budget=61, status="UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize("stale", [10.0, 60.0])
@pytest.mark.parametrize("events", [True, False], ids=["events", "no events"])
def test_42_a_shell_that_is_told_after_its_execution_is_waited_out(
    furnished: World, project: Path, stale: float, events: bool
) -> None:
    furnished.cloudformation.stale = stale
    if not events:
        furnished.wire.deny("cloudformation:DescribeStackEvents")
    ran = run(furnished, *DEPLOY, project=project)
    assert mutations(ran) == ["CreateChangeSet", "ExecuteChangeSet"]
    assert _operations(furnished) == [CREATED]
    holds(furnished, ran, exit_code=0, budget=44, status="CREATE_COMPLETE")


def test_a_deploy_that_meets_the_shell_of_a_running_creation_waits_for_it(
    furnished: World, project: Path
) -> None:
    furnished.cloudformation.stale = 15.0
    left = run(furnished, *DEPLOY, "--timeout", "1s", project=project)
    assert left.exit_code == 6
    ran = run(furnished, *DEPLOY, project=changed(project))
    assert "another operation came first: planning again" in ran.words
    assert "waiting: another operation holds the stack" in ran.words
    assert _operations(furnished) == [CREATED, UPDATED]
    assert _serves(furnished) == NEW
    holds(furnished, ran, exit_code=0, budget=60, status="UPDATE_COMPLETE")


# 43: the stack is deleted meanwhile, and perhaps another one made under its name.


def _deleted(world: World, again: bool) -> None:
    world.delete(STACK)
    if again:
        world.stack(STACK, "CREATE_COMPLETE", tags={"owner": "somebody else"})


@pytest.mark.parametrize("again", [False, True], ids=["deleted", "deleted and made anew"])
@pytest.mark.parametrize("events", [True, False], ids=["events", "no events"])
def test_43_a_stack_that_is_deleted_while_we_update_it_is_reported_and_no_other_one_taken_for_it(
    deployed: World, newer: Path, again: bool, events: bool
) -> None:
    ours = deployed.cloudformation.stack(STACK).id
    if not events:
        deployed.wire.deny("cloudformation:DescribeStackEvents")
    deployed.others(deployed.clock.now + 15, lambda w: _deleted(w, again))
    ran = run(deployed, *DEPLOY, project=newer)
    assert "somebody deleted the stack meanwhile" in ran.words
    told = "what is called prod-web now is another stack, in CREATE_COMPLETE"
    assert (told in ran.words) == again
    assert "cause unknown" not in ran.words
    asked = ran.calls.of("DescribeStackEvents", since=deployed.clock.now - 60).parameters()
    assert {p["StackName"] for p in asked} == {ours}
    # The stack that we deployed is gone; one of the same name is not it.
    holds(deployed, ran, exit_code=5, budget=30, state="DELETE_COMPLETE")


def test_a_stack_that_is_deleted_while_others_hold_it_is_created(
    deployed: World, newer: Path
) -> None:
    deployed.update(STACK, seconds=100)
    deployed.others(deployed.clock.now + 15, lambda w: _deleted(w, again=False))
    ran = run(deployed, *DEPLOY, project=newer)
    assert "prod-web will be created" in ran.words
    assert _operations(deployed)[-1] == CREATED
    assert _serves(deployed) == NEW
    holds(deployed, ran, exit_code=0, budget=39, status="CREATE_COMPLETE")


def test_a_stack_that_is_made_anew_while_others_hold_it_is_theirs(
    deployed: World, newer: Path
) -> None:
    deployed.update(STACK, seconds=100)
    deployed.others(deployed.clock.now + 15, lambda w: _deleted(w, again=True))
    ran = run(deployed, *DEPLOY, project=newer)
    assert "the stack prod-web was not made by bbfd" in ran.words
    assert ran.count("ExecuteChangeSet") == 0
    theirs = deployed.cloudformation.stack(STACK)
    assert [o.token for o in theirs.operations] == ["somebody-elses-token"]
    holds(deployed, ran, exit_code=3, budget=17, status="CREATE_COMPLETE")
