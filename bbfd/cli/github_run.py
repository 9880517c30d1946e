"""A run in a job of GitHub Actions: its summary and its outputs are written however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bbfd.cli.border import BUG, INTERRUPTED
from bbfd.cli.call import Call
from bbfd.deploy.outcome import worst
from bbfd.errors import BbfdError
from bbfd.report.github import on_github
from bbfd.report.github_files import Ledger, outputs, summary
from bbfd.report.line import Tone, paragraph


@contextmanager
def noted_for_github(call: Call) -> Iterator[Ledger]:
    """Keep how the stacks end in the ledger; it is written at the end, after a refusal or Ctrl-C as well."""
    ledger = Ledger()
    try:
        yield ledger
    except BbfdError as error:
        _write(call, ledger, error, error.exit_code)
        raise
    except KeyboardInterrupt:
        _write(call, ledger, None, INTERRUPTED)
        raise
    except BaseException:  # a bug of ours: the next step shall know that it did not end well
        _write(call, ledger, None, BUG)
        raise
    _write(call, ledger, None, worst(o.exit_code for o in ledger.outcomes.values()))


def _write(call: Call, ledger: Ledger, error: BbfdError | None, code: int) -> None:
    if not on_github(call.outside.variables):
        return
    shown, handed = map(call.outside.variables.get, ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"))
    _append(call, shown, summary(ledger, error, code))
    _append(call, handed, outputs(ledger, error, code, f"bbfd-{call.outside.fresh()}"))


def _append(call: Call, path: str | None, text: str) -> None:
    """Add to a file that others write to as well. That it cannot be written fails nothing."""
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        what = f"{path} could not be written: {error.strerror}"
        call.console().say(paragraph("note: ", what, Tone.WARN))
