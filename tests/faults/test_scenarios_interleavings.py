"""Scenario 78: whatever AWS, the wire and others do, and in whatever order, what is told is how it really ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.command import Ran, run
from tests.faults.fake import fates
from tests.faults.fake.boto import key
from tests.faults.fake.cloudformation.records import Operation, Stack
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, WEB, changed, said_of

WATCH = ("watch", "web", "--env", "prod")
Act = Callable[[World, float], object]


@dataclass(frozen=True)
class Event:
    """Something that happens `at` so many seconds after the deploy began."""

    at: float
    name: str
    act: Act

    def __repr__(self) -> str:
        return f"{self.name} at {self.at:.0f} s"


def _window(effect: Effect, seconds: float, **which: Any) -> Act:
    def act(world: World, at: float) -> None:
        world.wire.fault(effect, since=at, until=at + seconds, **which)

    return act


def _lost(effect: Effect, operation: str) -> Act:
    return lambda world, at: world.wire.fault(effect, operation, since=at, count=1)


def _update(world: World, seconds: float) -> None:
    """Somebody else's update, where the stack takes one."""
    stack = world.cloudformation.stack(STACK)
    if stack.running is None and not stack.busy and not stack.status.endswith("_FAILED"):
        world.update(STACK, seconds=seconds)


def _theirs(seconds: float) -> Act:
    return lambda world, at: world.others(at=at, what=lambda w: _update(w, seconds))


def _right_after(world: World, at: float) -> None:
    world.then(STACK, lambda w: _update(w, 20.0))


def _expires(world: World, at: float) -> None:
    world.wire.expire(at, key(1))


def _stale(world: World, at: float) -> None:
    world.cloudformation.stale = 10.0


def _obsolete(world: World, at: float) -> None:
    world.cloudformation.obsolete = True


_SECONDS = st.sampled_from([2.0, 7.0, 20.0, 60.0])
_BAD = st.sampled_from(
    [Effect.REFUSED, Effect.LOST, Effect.ERROR, Effect.UNAVAILABLE, Effect.TRUNCATED]
)
_ACTS = st.one_of(
    st.builds(
        lambda share, seconds: (
            f"throttled {share}",
            _window(Effect.THROTTLED, seconds, share=share),
        ),
        st.sampled_from([0.3, 0.6, 0.9]),
        _SECONDS,
    ),
    st.builds(
        lambda effect, seconds: (f"{effect.name} {seconds}", _window(effect, seconds)),
        _BAD,
        _SECONDS,
    ),
    st.builds(
        lambda effect, call: (f"{call} {effect.name}", _lost(effect, call)),
        st.sampled_from([Effect.ANSWER_LOST, Effect.LOST, Effect.TIMED_OUT, Effect.THROTTLED]),
        st.sampled_from(["CreateChangeSet", "ExecuteChangeSet", "DeleteChangeSet", "Describe*"]),
    ),
    st.builds(lambda seconds: (f"others update {seconds}", _theirs(seconds)), _SECONDS),
    st.sampled_from(
        [
            ("others right after", _right_after),
            ("credentials expire", _expires),
            ("stale reads", _stale),
            ("others make it obsolete", _obsolete),
        ]
    ),
)
_EVENTS = st.lists(
    st.builds(
        lambda at, named: Event(at, *named),
        st.floats(0.0, 45.0, allow_nan=False).map(lambda x: round(x, 1)),
        _ACTS,
    ),
    max_size=5,
)
_FATES = st.sampled_from(
    [fates.HEALTHY, fates.EXIT_1, fates.NO_CAPACITY, fates.OLD_REVISION, fates.SECRET_MISSING]
)
_ENDS = {
    "CREATE_COMPLETE": 0,
    "UPDATE_COMPLETE": 0,
    "ROLLBACK_COMPLETE": 4,
    "UPDATE_ROLLBACK_COMPLETE": 4,
    "ROLLBACK_FAILED": 5,
    "UPDATE_ROLLBACK_FAILED": 5,
}
API = "prod-api"
_WATCH_BOTH = {STACK: WATCH, API: ("watch", "api", "--env", "prod")}


def _ours(stack: Stack) -> list[Operation]:
    """Our operations, each with the rollback that it led to: begun by the execution of a change set of ours."""
    return [o for o in stack.operations if "/bbfd-" in o.change_set and o.began > 100_000]


def _true_code(world: World, name: str = STACK) -> int | None:
    """The exit code of how our operation really ended; None where nothing of ours was carried out."""
    stack = world.cloudformation.by_name(name)
    ours = _ours(stack) if stack else []
    if not ours:
        return None
    assert len({operation.change_set for operation in ours}) == 1, "it was carried out twice"
    code = _ENDS[ours[-1].status]
    return 4 if code == 0 and not _runs(world, name) else code


def _runs(world: World, name: str) -> bool:
    """Whether what was asked for runs: the second revision of what was there, the first of what is new."""
    (service,) = (s for s in world.ecs.services.values() if s.stack == name)
    asked_for = str(service.primary.definition).endswith(":2" if name == STACK else ":1")
    return asked_for and service.primary.state == "COMPLETED"


def _others_after(world: World) -> bool:
    operations = world.cloudformation.stack(STACK).operations
    return operations[-1].by == "others"


def _tells_the_truth(world: World, ran: Ran) -> None:
    assert ran.exit_code in (0, 3, 4, 5), ran.stderr
    status = world.truth(STACK).status
    if ran.exit_code != 3 and not _others_after(world):
        assert said_of(STACK, ran.last).startswith(status), ran.stderr
    world.end()
    truth = _true_code(world)
    assert ran.exit_code == (3 if truth is None else truth), f"{truth}\n{ran.stderr}"


def _left(world: World, ran: Ran) -> list[str]:
    """What was left behind although AWS would have taken it away: a deletion that nobody could ask for is no fault."""
    failed = [call for call in ran.calls.of("DeleteChangeSet") if call.became != "ok"]
    return [] if failed else world.left_behind()


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with another version of the service than the one that runs."""
    return changed(tmp_path_factory.mktemp("newer"))


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=_EVENTS, fate=_FATES, stuck=st.booleans())
def test_78_in_whatever_order_things_happen_what_is_told_is_how_it_really_ended(
    deployed: World, newer: Path, events: list[Event], fate: fates.Fate, stuck: bool
) -> None:
    world = deployed.twin()
    began = world.clock.now
    world.fate(STACK, fate)
    if stuck:
        world.resource("Service", phase="rollback", seconds=4, fails="the old one is refused")
    for event in events:
        event.act(world, began + event.at)
    ran = run(world, *DEPLOY, project=newer)
    assert not [line for line in ran.lines if line.startswith("Traceback")]
    assert ran.exit_code != 70
    assert len(ran.calls) < 400
    assert _left(world, ran) == []
    if ran.exit_code == 6:
        # Sight was lost: then it says so, and how to see the end. With AWS in reach again that tells the truth.
        assert "`bbfd watch web --env prod`" in ran.words
        world.clock.sleep(200.0)
        if _true_code(world) is None:
            return
        ran = run(world, *WATCH, project=newer)
    _tells_the_truth(world, ran)


_SECOND = st.floats(0.0, 45.0, allow_nan=False).map(lambda x: round(x, 1))
_GENTLY = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@settings(max_examples=40, **_GENTLY)
@given(
    events=st.lists(st.builds(lambda at, named: Event(at, *named), _SECOND, _ACTS), max_size=3),
    pressed=st.lists(_SECOND, min_size=1, max_size=2),
    answer=st.sampled_from([None, "d", "c", "k"]),
    fate=_FATES,
)
def test_wherever_ctrl_c_comes_in_what_is_told_is_how_it_really_is(
    deployed: World,
    newer: Path,
    events: list[Event],
    pressed: list[float],
    answer: str | None,
    fate: fates.Fate,
) -> None:
    world = deployed.twin()
    began = world.clock.now
    world.fate(STACK, fate)
    for event in events:
        event.act(world, began + event.at)
    for second in pressed:
        world.clock.ctrl_c(at=began + second)
    ran = run(world, *DEPLOY, project=newer, input=None if answer is None else [answer] * 2)
    assert not [line for line in ran.lines if line.startswith("Traceback")]
    assert ran.exit_code in (0, 3, 4, 5, 6, 130), ran.stderr
    assert len(ran.calls) < 400
    assert ran.count("CancelUpdateStack") == 0 or answer == "c"
    assert [one for one in _left(world, ran) if one.split()[2] not in ran.words] == []
    if ran.exit_code not in (6, 130):
        _tells_the_truth(world, ran)
        return
    assert said_of(STACK, ran.last), ran.stderr
    if _true_code_later(world) is None:
        return
    # It was begun: then it goes on, and that is said, with how to see its end.
    assert "`bbfd watch web --env prod`" in ran.words, ran.stderr
    _tells_the_truth(world, run(world, *WATCH, project=newer))


def _true_code_later(world: World, name: str = STACK) -> int | None:
    world.clock.sleep(200.0)
    world.end()
    return _true_code(world, name)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another version of web than the one that runs, and api, which is not deployed yet."""
    root = changed(tmp_path_factory.mktemp("both"))
    text = WEB.replace('path="/*"', 'path="/api/*"')
    (root / "services" / "api.py").write_text(text, encoding="utf-8")
    return root


def _tells_the_state(stack: str, world: World, ran: Ran) -> None:
    """The last line says what a stack is at, where that could be read."""
    said, truth = said_of(stack, ran.last), world.truth(stack)
    assert said, ran.stderr
    if said.startswith("nothing was changed"):
        assert _true_code(world, stack) is None, ran.stderr
    elif ran.exit_code in (0, 4, 5) and not (stack == STACK and _others_after(world)):
        assert said.startswith(truth.status if truth else "there is no such stack"), ran.stderr


@settings(max_examples=40, **_GENTLY)
@given(
    events=_EVENTS,
    both_fates=st.tuples(_FATES, _FATES),
    stuck=st.booleans(),
    keep_going=st.booleans(),
)
def test_of_several_services_each_is_told_as_it_really_ended(
    deployed: World,
    both: Path,
    events: list[Event],
    both_fates: tuple[fates.Fate, fates.Fate],
    stuck: bool,
    keep_going: bool,
) -> None:
    world = deployed.twin()
    began = world.clock.now
    for stack, fate in zip((STACK, API), both_fates, strict=True):
        world.fate(stack, fate)
    if stuck:
        world.resource("Service", STACK, phase="rollback", seconds=4, fails="it is refused")
    for event in events:
        event.act(world, began + event.at)
    going = ["--keep-going"] if keep_going else []
    ran = run(world, "deploy", "web", "api", "--env", "prod", "--yes", *going, project=both)
    assert not [line for line in ran.lines if line.startswith("Traceback")]
    assert ran.exit_code in (0, 3, 4, 5, 6), ran.stderr
    assert len(ran.calls) < 800
    assert _left(world, ran) == []
    for stack in (STACK, API):
        _tells_the_state(stack, world, ran)
    codes = {stack: _true_code_later(world, stack) for stack in (STACK, API)}
    if ran.exit_code == 6:
        for stack in (stack for stack, code in codes.items() if code is not None):
            again = run(world, *_WATCH_BOTH[stack], project=both)
            assert again.exit_code == codes[stack], f"{stack}: {codes}\n{again.stderr}"
        return
    ended = {3 if code is None else code for code in codes.values()}
    worst = next((code for code in (5, 4, 3) if code in ended), 0)
    assert ran.exit_code == worst, f"{codes}\n{ran.stderr}"
