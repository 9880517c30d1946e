"""Changing any one row of the state table is noticed: by what scenario 71 expects of the command, and by the docs.

`objections` is what those two say of a table, as a pure function; here it is asked about tables that are wrong in one
place. That the command does what the right one says is scenario 71.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bbfd.deploy.commands import ENVIRONMENT, SERVICE, filled
from bbfd.deploy.states import TABLE, End, Plan, Step
from tests.faults.scenario import STACK
from tests.faults.statuses import ROWS, Row

_TAGS = {SERVICE: "web", ENVIRONMENT: "prod"}
_LISTED = Path(__file__).parents[2] / "docs" / "statuses" / "README.md"
# What a scenario sees of a step: what is planned, and the exit code where another's operation has the stack there.
_SEEN = {
    Step.CREATE: ("create", 0),
    Step.UPDATE: ("update", 0),
    Step.RECREATE: ("recreate", 0),
    Step.WAIT: ("", 7),
    Step.REFUSE: ("", 3),
}
# And the exit code where our own operation ends so: what goes on is lost sight of.
_ENDS = {End.DONE: 0, End.ROLLED_BACK: 4, End.STUCK: 5, End.GOES_ON: 6}


def objections(table: Mapping[str, Plan]) -> set[str]:
    """What contradicts a table: the statuses whose row is not as the scenarios, or the docs, have it."""
    return _of_scenarios(table) | _of_docs(table)


def _of_scenarios(table: Mapping[str, Plan]) -> set[str]:
    return {
        status
        for status in table.keys() | ROWS.keys()
        if status not in table or ROWS.get(status) != _as_seen(table[status])
    }


def _as_seen(plan: Plan) -> Row:
    step, foreign = _SEEN[plan.step]
    fix = filled(plan.fix, stack=STACK, tags=_TAGS)
    return Row(step=step, foreign=foreign, own=_ENDS[plan.end], why=plan.why, fix=fix)


def _of_docs(table: Mapping[str, Plan]) -> set[str]:
    listed = dict(_listed())
    return {
        status
        for status in table.keys() | listed.keys()
        if status not in table
        or listed.get(status) != (table[status].step.value, table[status].end.value)
    }


def _listed() -> Iterator[tuple[str, tuple[str, str]]]:
    """The table of the docs: status -> what a deploy does, what it means as our own end."""
    text = _LISTED.read_text(encoding="utf-8")
    for status, step, end in re.findall(
        r"(?m)^\| \[(\w+)\]\(\1\.md\) \| ([^|]+) \| ([^|]+) \|", text
    ):
        yield status, (step.strip(), end.strip())


def _otherwise(row: Plan) -> Iterator[Plan]:
    """Every row that differs in one thing."""
    yield from (replace(row, step=step) for step in Step if step is not row.step)
    yield from (replace(row, end=end) for end in End if end is not row.end)
    yield from (replace(row, why=why) for why in ("", f"{row.why}!", row.why[:-1]))
    yield from (
        replace(row, fix=fix) for fix in ("", f"{row.fix}!", row.fix[:-1]) if fix != row.fix
    )


def test_nothing_contradicts_the_table() -> None:
    assert objections(TABLE) == set()


@pytest.mark.parametrize("status", TABLE)
def test_a_row_that_changes_in_anything_is_noticed(status: str) -> None:
    wrong = list(_otherwise(TABLE[status]))
    assert len(wrong) >= len(Step) + len(End) + 2
    for row in wrong:
        assert objections({**TABLE, status: row}) == {status}, row
        # A step, or an end, by the docs as well: nobody changes it, and the scenarios with it, unseen.
        told = (row.step, row.end) != (TABLE[status].step, TABLE[status].end)
        assert _of_docs({**TABLE, status: row}) == ({status} if told else set())


@pytest.mark.parametrize("status", TABLE)
def test_a_row_that_is_missing_or_another_ones_is_noticed(status: str) -> None:
    assert objections({key: row for key, row in TABLE.items() if key != status}) == {status}
    for other, row in TABLE.items():
        if other != status:
            assert objections({**TABLE, status: row}) == {status}, other


def test_a_row_more_is_noticed() -> None:
    assert objections({**TABLE, "UPDATE_PAUSED": TABLE["UPDATE_COMPLETE"]}) == {"UPDATE_PAUSED"}
