"""What a deploy would change, as a comment of a pull request.

Its first line says whose it is, to be found again. Nothing in it is obeyed by a forge that was written by others:
what they wrote stands in a block of code whose end they cannot write, and in no line that begins with `/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bbfd.deploy.proposal import Proposal
from bbfd.errors import BbfdError
from bbfd.report.changes import counted, kind_of, proposal_lines
from bbfd.report.github_files import inert
from bbfd.report.line import text
from bbfd.report.redacted import redacted

# GitHub takes 65,536 characters, Bitbucket half as many; what is longer is in the job's log.
LONGEST = 30_000
_FENCES = re.compile(r"`{3,}")


def comment(environment: str, proposals: Sequence[Proposal]) -> str:
    """The comment of a diff."""
    moving = [each for each in proposals if not each.idle]
    head = [*_head(environment), *_table(moving)] if moving else [*_head(environment), _NOTHING]
    parts = ["\n".join(head)]
    left = LONGEST - len(parts[0])
    for proposal in moving:
        told = _details(proposal, left)
        parts.append(told)
        left -= len(told) + 2
    return "\n\n".join(filter(None, parts)) + "\n"


def comment_of_error(environment: str, error: BbfdError) -> str:
    """The comment of a diff that could not be made."""
    lines = [
        *_head(environment),
        f"**It is not known** (exit code {error.exit_code}): {inert(redacted(error.what))}",
        "",
        f"fix: {inert(redacted(error.fix))}",
    ]
    return "\n".join(lines) + "\n"


_NOTHING = "Nothing."


def _head(environment: str) -> list[str]:
    return [
        f"<!-- bbfd diff {environment} -->",
        f"### What a deploy to `{environment}` would change",
        "",
    ]


def _table(moving: Sequence[Proposal]) -> list[str]:
    """As many rows as half the comment takes."""
    rows = [f"| {inert(each.stack)} | {_in_short(each)} |" for each in moving]
    shown = _fitting(rows, LONGEST // 2)
    rest = len(rows) - len(shown)
    more = [f"| and {rest} more | |"] if rest else []
    return ["| stack | changes |", "|---|---|", *shown, *more]


def _in_short(proposal: Proposal) -> str:
    told = inert(counted(proposal))
    if proposal.objections:
        told += "; **a deploy would be refused**"
    lost = [c.logical_id for c in proposal.changes if kind_of(c) in ("replace", "remove")]
    if not lost:
        return told
    return f"{told}; **replaced or removed: {inert(', '.join(lost))}**"


def _details(proposal: Proposal, left: int) -> str:
    """All of a stack's changes, folded away; as many lines as there is room for."""
    lines = text(proposal_lines(proposal)).splitlines()
    lines = [f" {line}" if line.startswith("/") else line for line in lines]
    longest = max((len(found) for line in lines for found in _FENCES.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    head = f"<details><summary>{inert(proposal.stack)}</summary>\n\n{fence}text\n"
    tail = f"{fence}\n\n</details>"
    room = left - len(head) - len(tail) - 100  # what is said of the rest
    shown = _fitting(lines, room)
    if not shown:
        return ""
    rest = len(lines) - len(shown)
    more = f"... {rest} more lines: see the log of the job\n" if rest else ""
    told = "".join(f"{line}\n" for line in shown)
    return f"{head}{told}{more}{tail}"


def _fitting(lines: Sequence[str], room: int) -> Sequence[str]:
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return lines[:number]
    return lines
