"""`make bench`: how long each command takes, as a ratio to a plain program that does no more than it must.

The two of a pair run in turn, A B A B, so that a machine that slows down slows both; what counts is the median of
the ratios. Seconds are for reading, ratios for comparing.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.checks import checks
from bench.deploys import deploys
from bench.timing import run

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
BBFD = str(Path(PYTHON).parent / "bbfd")
PLAIN = [PYTHON, str(ROOT / "bench" / "plain.py")]
ROUNDS = 9

SERVICE = '''"""A page from nginx."""

from bbfd import Container, Fargate, Http, Tuning, WebService

service = WebService(
    container=Container(image="public.ecr.aws/nginx/nginx:1.27", port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/{name}/*"),
    tuning={{"prod": Tuning(count=2)}},
)
'''


@dataclass(frozen=True)
class Pair:
    """Two commands, and the ratio that the first may take of the second; None: no goal."""

    title: str
    ours: Sequence[str]
    theirs: Sequence[str]
    goal: float | None
    folder: Path
    mebibytes: float | None = None  # the most that the first may take of memory


def compare(pair: Pair) -> tuple[bool, float]:
    """Print a row; say whether the goal was met, and how many seconds ours took."""
    run(pair.ours, pair.folder), run(pair.theirs, pair.folder)
    rounds = [(run(pair.ours, pair.folder), run(pair.theirs, pair.folder)) for _ in range(ROUNDS)]
    ratio = median(ours.seconds / theirs.seconds for ours, theirs in rounds)
    ours, theirs = (median(each.seconds for each in side) for side in zip(*rounds, strict=True))
    peak = max(ours.mebibytes for ours, _ in rounds)
    fits = pair.mebibytes is None or peak <= pair.mebibytes
    met = fits and (pair.goal is None or ratio <= pair.goal)
    goal = "" if pair.goal is None else f"goal {pair.goal:4.1f}  {'met' if met else 'MISSED'}"
    print(
        f"{pair.title:34} {ours:7.3f} s {theirs:7.3f} s  ratio {ratio:5.2f}"
        f"  {goal:17}  peak {peak:4.0f} MiB",
        flush=True,
    )
    return met, ours


def project(folder: Path, count: int) -> Path:
    """A project of `count` services in the environment `prod`."""
    for name in ("services", "environments"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "environments" / "prod.py", folder / "environments")
    for number in range(count):
        name = f"service-{number:04}"
        (folder / "services" / f"{name}.py").write_text(SERVICE.format(name=name))
    return folder


def pairs(folder: Path) -> list[Pair]:
    preview = [BBFD, "preview", "hello", "--env", "prod"]
    check = [BBFD, "check", "hello", "--env", "prod", "--no-cfn-lint"]
    forgetful = ["sh", "-c", 'rm -f .bbfd/cache/*; exec "$@"', "sh"]
    many = [BBFD, "preview", "--all", "--env", "prod"]
    return [
        Pair(
            "bbfd --help / import click",
            [BBFD, "--help"],
            [PYTHON, "-c", "import click"],
            1.4,
            ROOT,
        ),
        Pair(
            "bbfd deploy --help / import click",
            [BBFD, "deploy", "--help"],
            [PYTHON, "-c", "import click"],
            None,
            ROOT,
        ),
        Pair("preview hello / plain", preview, PLAIN, 1.3, ROOT),
        # For reading, as others below: what is remembered of an unchanged template is taken away before each round.
        Pair("the same, nothing remembered", [*forgetful, *preview], PLAIN, None, ROOT),
        *(
            Pair(
                f"preview --all, {count} / plain {count}",
                many,
                [*PLAIN, str(count)],
                1.2,
                project(folder / str(count), count),
                100,
            )
            for count in (100, 500)
        ),
        Pair(
            "preview --all, 500, none remembered",
            [*forgetful, *many],
            [*PLAIN, "500"],
            None,
            folder / "500",
        ),
        Pair("check hello, no cfn-lint / preview", check, preview, 3.0, ROOT),
        # AWS's validator takes a fifth of a second to load, by itself more than three previews.
        Pair("check hello, nothing remembered", [*forgetful, *check], preview, None, ROOT),
    ]


def main() -> None:
    # What everybody has after the first run, also where Python is told not to write bytecode.
    compile_dir(ROOT / "bbfd", quiet=1)
    print(
        f"medians of {ROUNDS} rounds, {os.cpu_count()} processors, Python {sys.version.split()[0]}"
    )
    print(f"{'':34} {'ours':>9} {'theirs':>9}")
    with tempfile.TemporaryDirectory() as folder:
        rows = {pair.title: compare(pair) for pair in pairs(Path(folder))}
        met = [met for met, _ in rows.values()] + [is_linear(rows)]
        met += [checks(), deploys(Path(folder) / "deploys")]
    sys.exit(0 if all(met) else 1)


def is_linear(rows: dict[str, tuple[bool, float]]) -> bool:
    """Five times the services take five times as long, or less: starting up is in both."""
    few, many = (rows[f"preview --all, {n} / plain {n}"][1] for n in (100, 500))
    linear = many <= 5 * few
    print(
        f"500 services take {many / few:.1f} times as long as 100: {'linear' if linear else 'NOT LINEAR'}"
    )
    return linear


if __name__ == "__main__":
    main()
