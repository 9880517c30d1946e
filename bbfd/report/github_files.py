"""What GitHub shows of a job and hands to the next steps: a table in markdown, and outputs.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from bbfd.deploy.outcome import Ended, Outcome, worst
from bbfd.deploy.progress import Finished, Progress, Ran
from bbfd.deploy.records import Change
from bbfd.errors import BbfdError
from bbfd.report.changes import kind_of
from bbfd.report.harmless import harmless
from bbfd.report.outcome import serving, why_in_short
from bbfd.report.redacted import redacted

_LONGEST = 300  # characters of a cell
# What markdown, or the HTML in it, would obey.
_OBEYED = re.compile(r"([\\`*_{}\[\]()#+\-!|<>~&@:])")
_CHANGED = (Ended.CREATED, Ended.UPDATED, Ended.DELETED)
_CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
# What a run that raised is called, by its exit code.
_RAISED = {2: "wrong", 3: "refused", 6: "unknown", 7: "locked", 130: "interrupted"}


class Ledger:
    """How the stacks of a run ended, and what stopped it."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self.untried: dict[str, str] = {}

    def take(self, progress: Progress) -> None:
        """Keep how something ended."""
        if isinstance(progress, Finished):
            self.outcomes[progress.stack] = progress.outcome
        elif isinstance(progress, Ran) and progress.raised is None:  # else the error is told
            self.outcomes = {outcome.stack: outcome for outcome in progress.outcomes}
            self.untried.update(progress.untried)


def summary(ledger: Ledger, error: BbfdError | None, code: int) -> str:
    """The job's summary: a table of the stacks, and what stopped the run."""
    return "\n".join([*_table(ledger), *_stopped(error, code)]) + "\n"


def outputs(ledger: Ledger, error: BbfdError | None, code: int, delimiter: str) -> str:
    """The step's outputs. delimiter: random, so that no value can end itself and begin another."""
    every = tuple(ledger.outcomes.values())
    versions = {serving(outcome) for outcome in every if serving(outcome)}
    given = {
        "outcome": _called(every, error, code),
        "exit-code": str(code),
        "changed": str(any(o.ended in _CHANGED for o in every)).lower(),
        **({"version": versions.pop()} if len(versions) == 1 else {}),
        "outputs": json.dumps({outcome.stack: dict(outcome.outputs) for outcome in every}),
    }
    return "".join(f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in given.items())


def console_url(stack_id: str) -> str:
    """The stack's page in AWS's console; "" for what is no stack's ARN."""
    parts = stack_id.split(":")
    if len(parts) < 6 or parts[1] not in _CONSOLES:
        return ""
    region = quote(parts[3], safe="")
    query = f"?region={region}#/stacks/stackinfo?stackId={quote(stack_id, safe='')}"
    return f"https://{region}.{_CONSOLES[parts[1]]}/cloudformation/home{query}"


def inert(text: str) -> str:
    """Text in a cell: nothing of it is markdown, HTML, or a mention."""
    told = harmless(text)
    told = told if len(told) <= _LONGEST else f"{told[:_LONGEST]} ..."
    return (
        _OBEYED.sub(r"\\\1", told)
        .replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
        .replace("\\&", "&amp;")
    )


def _table(ledger: Ledger) -> Iterator[str]:
    if not ledger.outcomes and not ledger.untried:
        return
    yield "| stack | outcome | changes | cause | duration | version |"
    yield "|---|---|---|---|---|---|"
    for outcome in ledger.outcomes.values():
        yield _row(outcome)
    for name, why in ledger.untried.items():
        yield f"| {inert(name)} | not tried | | {inert(why)} | | |"


def _row(outcome: Outcome) -> str:
    url = console_url(outcome.stack_id)
    name = inert(outcome.stack)
    status = f" ({inert(outcome.status)})" if outcome.status else ""
    cells = (
        f"[{name}]({url})" if url else name,
        f"{outcome.ended.value}{status}",
        _changes(outcome.changes),
        inert(why_in_short(outcome)),
        f"{outcome.seconds:.0f} s",
        inert(serving(outcome)),
    )
    return f"| {' | '.join(cells)} |"


def _changes(changes: tuple[Change, ...]) -> str:
    kinds = [kind_of(change) for change in changes]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))


def _stopped(error: BbfdError | None, code: int) -> Iterator[str]:
    if error is not None:
        yield ""  # or markdown takes it for one more row of the table
        yield f"**{_RAISED.get(code, 'failed')}** (exit code {code}): {inert(redacted(error.what))}"
        yield ""
        yield f"fix: {inert(redacted(error.fix))}"


def _called(every: tuple[Outcome, ...], error: BbfdError | None, code: int) -> str:
    if error is not None or not every:
        return _RAISED.get(code, "failed" if code else "unchanged")
    bad = worst(outcome.exit_code for outcome in every)
    return next((o for o in reversed(every) if o.exit_code == bad), every[-1]).ended.value
