"""Files that are made from code: `python -m tests.unit.report.written` makes them anew; then read the diff."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bbfd.cli.teller import Teller
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Finished, Progress, Proposed
from bbfd.report.plain import Plain
from bbfd.report.schema import page
from tests.unit.report import samples

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "json.md"
UNRECOGNISED = replace(samples.ROLLED_BACK, causes=(samples.UNKNOWN,))
ILL = replace(
    samples.API, ended=Ended.UNHEALTHY, reason="prod-api-Service: 1 of 3 tasks run", verified=True
)
TOLD: dict[str, Sequence[Progress]] = {
    "plan": (Proposed(stack="prod-web", proposal=samples.PROPOSAL),),
    "failing": samples.FAILING,
    "rolled_back": (Finished(stack="prod-web", outcome=samples.ROLLED_BACK),),
    "cause_unknown": (Finished(stack="prod-web", outcome=UNRECOGNISED),),
    "unknown": (Finished(stack="prod-web", outcome=samples.LOST),),
    "unhealthy": (Finished(stack="prod-api", outcome=ILL),),
    "several": (samples.RUN,),
}


def said(every: Sequence[Progress]) -> str:
    """What people read of it without a terminal."""
    stream = io.StringIO()
    tell = Teller(Plain(stream, lambda: samples.NOON), background=samples.BACKGROUND)
    for progress in every:
        tell(progress)
    return stream.getvalue()


def board(wide: int, high: int, several: int = 1) -> str:
    """What a terminal shows in the middle of it, 41 seconds after it began."""
    from bbfd.report.live import Board

    now = [100.0]
    shown = Board(lambda: now[0])
    for number in range(several):
        for progress in samples.FAILING[:9]:
            now[0] = 100 + getattr(progress, "seconds", 0.0)
            shown.take(progress if not number else replace(progress, stack=f"prod-{number}"))
    now[0] = 141
    return "".join(f"{line.text}\n" for line in shown.lines(wide, high))


def every_file() -> dict[Path, str]:
    """Each file with what belongs in it."""
    boards = {
        "board_80": board(79, 22),
        "board_40": board(39, 22),
        "board_several": board(79, 12, several=3),
        "board_many": board(79, 8, several=20),
    }
    texts = {**{name: said(every) for name, every in TOLD.items()}, **boards}
    return {GOLDEN / f"{name}.txt": text for name, text in texts.items()} | {PAGE: page()}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path, text in every_file().items():
        path.write_text(text, encoding="utf-8")
