"""How a run over several stacks ended: one table, what was not tried, and the state of the stacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bbfd.deploy.look.standing import shortened
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Ran
from bbfd.report.background import NOTHING_KNOWN, Background
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.outcome import SAID, outcome_record, state_words, tone, why_in_short

_FEW = 3  # outcomes that need no table


def run_lines(ran: Ran) -> Iterator[Line]:
    """One row for each stack that is no longer as it was, what was not tried and why, and last the state of all.

    No table where little happened: how the one that counts ended was told just before. What comes last names the
    state all the same: a note may stand between. Nothing where something is raised after it: the border tells it.
    """
    if ran.raised is not None or len(ran.outcomes) + len(ran.untried) < 2:
        return
    moved = [outcome for outcome in ran.outcomes if outcome.ended is not Ended.UNCHANGED]
    many = len(ran.outcomes) > _FEW or ran.untried or moved not in ([], [*ran.outcomes[-1:]])
    if many:
        yield from _table(ran, moved)
    for note in ran.notes:
        yield from paragraph("  note  " if many else "note: ", note, Tone.QUIET)
    yield Line(_state(ran), Tone.GOOD if ran.exit_code == 0 else Tone.LOUD)


def _table(ran: Ran, moved: Sequence[Outcome]) -> Iterator[Line]:
    rows = [(o.stack, f"{o.seconds:.0f} s", _short(o)) for o in moved]
    wide = max((len(name) for name in (*(row[0] for row in rows), *ran.untried)), default=0)
    long = max((len(row[1]) for row in rows), default=0)
    yield Line(
        f"{_stacks(len(ran.outcomes) + len(ran.untried))} in {ran.seconds:.0f} s", Tone.STRONG
    )
    for (name, seconds, words), outcome in zip(rows, moved, strict=True):
        yield Line(f"  {name:<{wide}}  {seconds:>{long}}  {words}", tone(outcome))
        why = why_in_short(outcome)
        if why:
            yield from paragraph(" " * (wide + long + 6), why, tone(outcome))
    same = len(ran.outcomes) - len(moved)
    if same:
        yield Line(f"  {_stacks(same)} unchanged", Tone.QUIET)
    for name, why in ran.untried.items():
        yield from paragraph(f"  {name:<{wide}}  ", f"not tried: {why}", Tone.WARN)


def run_record(ran: Ran, background: Background = NOTHING_KNOWN) -> dict[str, Any]:
    """For JSON."""
    return {
        "exit_code": ran.exit_code,
        "seconds": round(ran.seconds, 1),
        "outcomes": [outcome_record(outcome, background) for outcome in ran.outcomes],
        "untried": dict(ran.untried),
        "notes": list(ran.notes),
    }


def _short(outcome: Outcome) -> str:
    return outcome.ended.value if outcome.good else SAID[outcome.ended].partition(":")[0]


def _stacks(number: int) -> str:
    return f"{number} stack{'' if number == 1 else 's'}"


def _state(ran: Ran) -> str:
    """Say of each that did not end well how it is; of the others only their status, and how many they are."""
    ill = _alike(outcome for outcome in ran.outcomes if not outcome.good)
    told = [f"{', '.join(names)}: {words}" for words, names in ill.items()]
    good = _alike(outcome for outcome in ran.outcomes if outcome.good)
    told += [f"{shortened(names)}: {status}" for status, names in good.items()]
    if ran.untried:
        told.append(f"{shortened(list(ran.untried))}: not tried")
    return f"exit code {ran.exit_code}; {'; '.join(told)}"


def _alike(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    """What is said of a state -> the stacks of which it is said."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        found.setdefault(state_words(outcome), []).append(outcome.stack)
    return found
