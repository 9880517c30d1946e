"""Of several services each one counts: what is said last names them all, as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.faults.command import Answer, Ran, ctrl_c, run
from tests.faults.fake.fates import EXIT_1
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import STACK, WEB, changed, holds, said_of

API = "prod-api"
BOTH = ("deploy", "web", "api", "--env", "prod")
NONE = "there is no such stack"


def _services(project: Path, *names: str, after: str = "", version: str = "1.28") -> Path:
    """Write these services; all but the first come after it, where that is asked for."""
    for name in names:
        text = WEB.replace('path="/*"', f'path="/{name}/*"').replace("1.27", version)
        if after and name != after:
            text = text.replace("count=2,", f'count=2,\n    after=("{after}",),')
        (project / "services" / f"{name}.py").write_text(text, encoding="utf-8")
    return project


@pytest.fixture
def both(project: Path) -> Path:
    """Another version of web, and api, which is not deployed yet."""
    changed(project)
    return _services(project, "api")


def _names_all(world: World, ran: Ran, *stacks: str) -> None:
    for stack in stacks:
        truth = world.truth(stack)
        said, real = said_of(stack, ran.last), truth.status if truth else NONE
        assert re.match(rf"{real}(?![A-Z_])", said), f"{stack} is {real}: {ran.stderr}"


def test_an_early_ctrl_c_names_the_state_of_every_service(deployed: World, both: Path) -> None:
    pressed = 0
    for second in range(1, 9):
        world = deployed.twin()
        world.wire.latency = 0.5
        world.clock.ctrl_c(at=world.clock.now + second - 0.75)
        ran = run(world, *BOTH, "--yes", project=both)
        if ran.exit_code != 130:
            continue
        pressed += 1
        if second == 1:  # before anything was looked at
            assert said_of(API, ran.last) == "its status is not known"
            continue
        _names_all(world, ran, STACK, API)
        assert world.left_behind() == []
    assert pressed > 2


def test_ctrl_c_at_the_question_names_the_state_of_every_service(
    deployed: World, both: Path
) -> None:
    deployed.wire.latency = 0.1
    ran = run(deployed, *BOTH, project=both, input=[ctrl_c])
    assert ran.exit_code == 130
    assert "before anything of prod-web, prod-api was executed" in ran.words
    _names_all(deployed, ran, STACK, API)


def test_no_names_the_state_of_every_service(deployed: World, both: Path) -> None:
    ran = run(deployed, *BOTH, project=both, input=["n"])
    assert ran.exit_code == 3
    _names_all(deployed, ran, STACK, API)
    assert "as it was" not in ran.words


def test_a_second_ctrl_c_names_what_goes_on_and_how_to_watch_it(
    deployed: World, both: Path
) -> None:
    deployed.resource("Service", STACK, seconds=600.0)
    deployed.resource("Service", API, seconds=600.0)
    deployed.clock.ctrl_c(at=deployed.clock.now + 30)
    ran = run(deployed, *BOTH, project=both, input=["y", ctrl_c])
    assert ran.exit_code == 130
    _names_all(deployed, ran, STACK, API)
    for name in ("web", "api"):
        assert f"`bbfd watch {name} --env prod`" in ran.words


@pytest.mark.parametrize("number", [2, 6])
def test_who_detaches_from_several_reads_the_status_of_each(
    furnished: World, project: Path, number: int
) -> None:
    (project / "services" / "web.py").unlink()
    names = [f"s{n}" for n in range(number)]
    _services(project, *names)
    for second in (4.2, 6.2, 8.2, 20.2):
        world = furnished.twin()
        world.wire.latency = 0.2
        world.clock.ctrl_c(at=world.clock.now + second)
        ran = run(world, "deploy", *names, "--env", "prod", "--yes", project=project)
        if ran.exit_code == 6:
            assert "not known" not in ran.last
            _names_all(world, ran, *(f"prod-{name}" for name in names))


def test_each_of_many_that_failed_is_named_with_its_state(furnished: World, project: Path) -> None:
    names = [f"s{n}" for n in range(5)]
    for name in names:
        furnished.fate(f"prod-{name}", EXIT_1)
    _services(project, *names)
    call = ("deploy", *names, "--env", "prod", "--yes", "--keep-going")
    ran = run(furnished, *call, project=project)
    assert ran.exit_code == 4
    _names_all(furnished, ran, *(f"prod-{name}" for name in names))


def _held(world: World, name: str, status: str = "UPDATE_IN_PROGRESS") -> None:
    tags = {"bbfd:service": name, "bbfd:environment": "prod"}
    world.stack(f"prod-{name}", status, tags=tags)


def test_one_that_is_held_is_named_with_its_status(deployed: World, both: Path) -> None:
    _held(deployed, "api")
    ran = run(deployed, *BOTH, "--yes", "--wait-lock", "1m", project=both)
    assert ran.exit_code == 7
    _names_all(deployed, ran, API)


def test_what_is_refused_is_refused_before_another_is_waited_for(
    deployed: World, both: Path
) -> None:
    _held(deployed, "api")
    _services(both, "old")
    _held(deployed, "old", "UPDATE_ROLLBACK_FAILED")
    ran = run(deployed, *BOTH, "old", "--yes", project=both)
    assert ran.exit_code == 3
    assert ran.seconds < 60
    _names_all(deployed, ran, "prod-old")
    assert deployed.left_behind() == []


def test_a_service_is_refused_before_its_environment_is_waited_for(
    furnished: World, project: Path
) -> None:
    furnished.cloudformation.by_name("bbfd-environment-prod")
    furnished.update("bbfd-environment-prod", seconds=3000.0)
    _held(furnished, "web", "UPDATE_ROLLBACK_FAILED")
    ran = run(furnished, "deploy", "web", "--env", "prod", "--yes", project=project)
    assert ran.seconds < 60
    holds(furnished, ran, exit_code=3, budget=15, status="UPDATE_ROLLBACK_FAILED")


def test_one_that_is_held_is_waited_for_where_none_is_refused(deployed: World, both: Path) -> None:
    deployed.others(at=deployed.clock.now + 1, what=lambda w: w.update(STACK, seconds=120.0))
    deployed.clock.sleep(5.0)
    ran = run(deployed, *BOTH, "--yes", project=both)
    assert ran.exit_code == 0, ran.stderr
    assert 100 < ran.seconds < 400
    _names_all(deployed, ran, STACK, API)


QUEUED: dict[str, Iterable[Answer]] = {"detach": ["y", "d"], "second": ["y", ctrl_c]}


@pytest.mark.parametrize("how", QUEUED)
def test_who_waits_for_its_turn_is_not_said_to_go_on(
    deployed: World, project: Path, how: str
) -> None:
    _services(project, "web", "api", after="web")
    deployed.resource("Service", STACK, seconds=600.0)
    deployed.clock.ctrl_c(at=deployed.clock.now + 30)
    ran = run(deployed, *BOTH, project=project, input=QUEUED[how])
    assert ran.exit_code == {"detach": 6, "second": 130}[how]
    assert "the deployment of prod-web goes on in AWS." in ran.words
    assert "what was begun of prod-web, prod-api" not in ran.words
    assert "bbfd watch api" not in ran.words
    _names_all(deployed, ran, STACK)
    assert said_of(API, ran.last) == "not tried"
    assert ran.count("ExecuteChangeSet") == 1
    if how == "detach":
        assert deployed.truth(API) is None
        assert deployed.left_behind() == []
    else:  # who presses twice does not wait for that
        made = [call.parameters for call in ran.calls.of("CreateChangeSet")]
        (plan,) = [one["ChangeSetName"] for one in made if one["StackName"] == API]
        discards = f"`bbfd plan --discard api/{plan} --env prod`"
        assert f"the plan of prod-api may be left behind; {discards} removes it" in ran.words


def test_plans_are_put_in_the_order_of_the_run_whichever_is_ready_first(
    deployed: World, both: Path
) -> None:
    # The plan of web is read a second time, and so is ready after that of api.
    deployed.wire.fault(Effect.THROTTLED, "DescribeChangeSet", nth=(1,))
    ran = run(deployed, *BOTH, project=both, input=["n"])
    assert f"Deploy {STACK}, {API} to" in ran.words


def test_who_comes_after_another_tells_whom_it_waits_for(deployed: World, project: Path) -> None:
    _services(project, "web", "api", after="web")
    deployed.resource("Service", STACK, seconds=60.0)
    ran = run(deployed, *BOTH, "--yes", "--json", project=project)
    assert ran.exit_code == 0, ran.stderr
    queued = [event for event in ran.events if event.get("doing") == "queued"]
    assert [(one["stack"], one["about"]) for one in queued] == [(API, f"after {STACK}")]
    assert f"{API}: waiting for its turn (after {STACK})" in ran.words


def test_what_was_never_begun_after_ctrl_c_is_no_success(deployed: World, project: Path) -> None:
    _services(project, "web", "api", after="web")

    def late() -> str:
        deployed.clock.sleep(600.0)
        return "d"

    deployed.clock.ctrl_c(at=deployed.clock.now + 12)
    ran = run(deployed, *BOTH, project=project, input=["y", late])
    truth = deployed.truth(API)
    if truth is None:
        assert ran.exit_code in (6, 130), ran.stderr
        assert said_of(API, ran.last) == "not tried"


@pytest.mark.parametrize(("free", "code"), [((3, 2), 3), ((3, 3), 0)])
def test_services_that_share_subnets_need_addresses_for_all_of_them(
    furnished: World, project: Path, free: tuple[int, int], code: int
) -> None:
    (project / "services" / "web.py").unlink()
    _services(project, "s0", "s1", "s2")
    furnished.ec2.free |= {
        "subnet-0a1b2c3d4e5f60713": free[0],
        "subnet-0a1b2c3d4e5f60714": free[1],
    }
    ran = run(furnished, "deploy", "--all", "--env", "prod", "--yes", project=project)
    assert ran.exit_code == code, ran.stderr
    assert ("the other services of this run 4" in ran.words) is bool(code)
    assert furnished.left_behind() == []
