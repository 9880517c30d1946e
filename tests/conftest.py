"""What holds for every test."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from typing import Any

# A shell has what it runs in the background ignore Ctrl-C, and so would the programs that tests begin and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_MISSING = "part missing: "


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the real parts that tests were skipped for: `.ci/run` repeats the line as its last."""
    every = [each for found in terminalreporter.stats.values() for each in found]
    if any("tests/parts/" in getattr(each, "nodeid", "") for each in every):
        skipped = (each.longrepr for each in terminalreporter.stats.get("skipped", ()))
        terminalreporter.write_line(parts_line(skipped))


def parts_line(skipped: Iterable[Any]) -> str:
    """What is said of the parts, by the reasons for which tests were skipped."""
    reasons = [each[2] if isinstance(each, tuple) else str(each) for each in skipped]
    missing = {each.partition(_MISSING)[2] for each in reasons if _MISSING in each}
    return f"real parts: {'skipped ' + ', '.join(sorted(missing)) if missing else 'all ran'}"
