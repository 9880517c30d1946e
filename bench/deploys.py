"""The real command against the fake AWS of `tests/faults`, over HTTP on loopback: time, and calls counted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.timing import Run, run

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
BBFD = str(Path(PYTHON).parent / "bbfd")
ROUNDS = 5
MANY = 50
NAMES = tuple(f"s{n:03d}" for n in range(MANY))


@dataclass(frozen=True)
class Fake:
    """The fake, while it runs. variables: what leads boto3 to it."""

    process: subprocess.Popen[str]
    variables: dict[str, str]

    def told(self) -> dict[str, Any]:
        """calls: since this was last asked; own: seconds of the slowest stack."""
        assert self.process.stdin is not None
        print("", file=self.process.stdin, flush=True)
        return _line(self.process)


@contextmanager
def faked(project: Path) -> Iterator[Fake]:
    """The fake with all services of a project, while the block runs."""
    with subprocess.Popen(
        [PYTHON, "-m", "bench.fake", str(project)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Fake(process, _line(process))
        finally:
            process.kill()


def _line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        sys.exit("the fake AWS ended")
    found: dict[str, Any] = json.loads(line)
    return found


def write(project: Path, version: str) -> Path:
    """The project of MANY services, all with an image of this version."""
    # Late: a process inherits the peak of memory of the one that begins it, and this brings in a lot.
    from tests.faults.scenario import PROD, WEB

    (project / "environments").mkdir(parents=True, exist_ok=True)
    (project / "services").mkdir(exist_ok=True)
    (project / "environments" / "prod.py").write_text(PROD, encoding="utf-8")
    for name in NAMES:
        text = WEB.replace('path="/*"', f'path="/{name}/*"').replace("1.27", version)
        (project / "services" / f"{name}.py").write_text(text, encoding="utf-8")
    return project


def deploys(folder: Path) -> bool:
    """Print the rows; whether all goals were met."""
    project = write(folder, "1.27")
    print(f"\nagainst the fake AWS on loopback, 10 calls a second; medians of {ROUNDS} rounds")
    with faked(project) as fake:
        met = [
            _unchanged(fake, project, "deploy, 1 unchanged / plain boto3", NAMES[:1], 8),
            _unchanged(fake, project, f"deploy, {MANY} unchanged / plain boto3", NAMES, 10),
            _updates(fake, project),
        ]
    return all(met)


def _unchanged(fake: Fake, project: Path, title: str, names: Sequence[str], most: int) -> bool:
    which = ["--all"] if len(names) == MANY else names
    ours = [BBFD, "deploy", *which, "--env", "prod", "--yes"]
    theirs = [
        PYTHON,
        str(ROOT / "bench" / "plain_deploy.py"),
        *(f"prod-{name}" for name in names),
    ]
    run(ours, project, fake.variables), run(theirs, project, fake.variables)
    fake.told()
    pairs: list[tuple[Run, Run]] = []
    calls: list[tuple[int, int]] = []
    for _ in range(ROUNDS):
        first, ours_asked = run(ours, project, fake.variables), fake.told()["calls"]
        second, theirs_asked = run(theirs, project, fake.variables), fake.told()["calls"]
        pairs.append((first, second))
        calls.append((ours_asked, theirs_asked))
    wall = median(a.seconds / b.seconds for a, b in pairs)
    cpu = median(a.cpu / b.cpu for a, b in pairs)
    seconds = [median(one.seconds for one in side) for side in zip(*pairs, strict=True)]
    asked = max(a for a, _ in calls)
    print(
        f"{title:34} {seconds[0]:7.3f} s {seconds[1]:7.3f} s  ratio {wall:5.2f}  cpu {cpu:5.2f}"
        f"  calls {asked:3} (plain {calls[0][1]})  goal {most:3}  {_said(asked <= most)}",
        flush=True,
    )
    return asked <= most


def _updates(fake: Fake, project: Path) -> bool:
    """Once: it takes as long as the stacks do, and that is what it is compared with."""
    write(project, "1.28")
    fake.told()
    done = run([BBFD, "deploy", "--all", "--env", "prod", "--yes"], project, fake.variables)
    told = fake.told()
    beyond = float(done.seconds - told["own"])
    print(
        f"{f'deploy, {MANY} updates / their stacks':34} {done.seconds:7.3f} s {told['own']:7.3f} s"
        f"  {beyond:+.1f} s  goal +25 s  {_said(beyond <= 25)}  calls {told['calls']}"
        f"  cpu {done.cpu:.1f} s  peak {done.mebibytes:.0f} MiB",
        flush=True,
    )
    return beyond <= 25


def _said(met: bool) -> str:
    return "met" if met else "MISSED"
