"""The examples on the pages of docs/exit-codes/ are what the command prints: one that differs is mended on its page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.command import Ran, ctrl_c, run
from tests.faults.fake import fates
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, WEB, changed, written

DOCS = Path(__file__).parent.parent.parent / "docs"
AT = ("web", "--env", "prod")
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ")


def _done(world: World, project: Path) -> Iterator[Ran]:
    yield run(world, *DEPLOY, project=project)
    yield run(world, *DEPLOY, project=changed(project))


def _wrong(world: World, project: Path) -> Iterator[Ran]:
    yield run(world, "deploy", "wbe", "--env", "prod", project=project)
    yield run(world, *DEPLOY, project=written(project, WEB.replace("count=2", "cuont=2")))


def _refused(world: World, project: Path) -> Iterator[Ran]:
    yield run(world, *DEPLOY, project=written(project, WEB.replace("memory=512", "memory=8192")))
    yield run(world, "deploy", *AT, project=changed(project))
    world.bring(STACK, "UPDATE_FAILED")
    yield run(world, *DEPLOY, project=project)


def _rolled_back(world: World, project: Path) -> Iterator[Ran]:
    world.fate(STACK, fates.EXIT_1)
    yield run(world, *DEPLOY, project=changed(project))


def _stuck(world: World, project: Path) -> Iterator[Ran]:
    world.fate(STACK, fates.EXIT_1)
    world.resource("Service", phase="rollback", fails="it did not stabilize")
    yield run(world, *DEPLOY, project=changed(project))


def _unknown(world: World, project: Path) -> Iterator[Ran]:
    world.fate(STACK, fates.NEVER)
    yield run(world, *DEPLOY, "--timeout", "90s", project=changed(project))


def _locked(world: World, project: Path) -> Iterator[Ran]:
    world.update(STACK, seconds=900.0)
    yield run(world, *DEPLOY, "--wait-lock", "2m", project=changed(project))


def _changes(world: World, project: Path) -> Iterator[Ran]:
    yield run(world, "diff", *AT, "--exit-code", project=changed(project))


def _interrupted(world: World, project: Path) -> Iterator[Ran]:
    yield run(world, "deploy", *AT, project=changed(project), input=[ctrl_c])


RUNS: dict[int, Callable[[World, Path], Iterator[Ran]]] = {
    0: _done,
    2: _wrong,
    3: _refused,
    4: _rolled_back,
    5: _stuck,
    6: _unknown,
    7: _locked,
    10: _changes,
    130: _interrupted,
}
# Said by a signal's handler, which a test in this process cannot let end it.
ELSEWHERE = ("stopped: the deployment of prod-web goes on in AWS",)


def _examples(page: str, title: str = "What is printed") -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    said = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", said, re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if line not in ("...", "")]


def _printed(*ran: Ran) -> set[str]:
    return {_TIME.sub("", line) for one in ran for line in (one.stdout + one.stderr).splitlines()}


@pytest.mark.parametrize("code", RUNS)
def test_an_example_is_what_is_printed(deployed: World, project: Path, code: int) -> None:
    ran = list(RUNS[code](deployed, project))
    assert {one.exit_code for one in ran} == {code}
    examples, printed = _examples(f"exit-codes/{code}.md"), _printed(*ran)
    assert examples
    assert [line for line in examples if line not in printed and line not in ELSEWHERE] == []


def test_the_example_of_several_services_is_what_is_printed(
    furnished: World, project: Path
) -> None:
    after = {"s000": ("s002",), "s001": ("s000",)}
    (project / "services" / "web.py").unlink()
    for name in ("s000", "s001", "s002"):
        text = WEB.replace('path="/*"', f'path="/{name}/*"')
        text = text.replace("count=2,", f"count=1,\n    after={after.get(name, ())!r},")
        (project / "services" / f"{name}.py").write_text(text, encoding="utf-8")
    furnished.fate("prod-s000", fates.EXIT_1)
    ran = run(furnished, "deploy", "--all", "--env", "prod", "--yes", project=project)
    assert ran.exit_code == 4
    said = _examples("deploying.md", "Several services")
    examples = [line for line in said if not line.startswith("bbfd ")]
    assert len(examples) > 5
    assert [line for line in examples if line not in _printed(ran)] == []
