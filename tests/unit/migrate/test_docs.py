"""docs/migrating.md is held against the code."""

from __future__ import annotations

import re
from pathlib import Path

from bbfd.migrate import all_blockers, all_steps, migrate
from bbfd.report.migration import as_diff, migration_record
from tests.unit.migrate.templates import WEB

PAGE = (Path(__file__).parents[3] / "docs" / "migrating.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)
    assert found is not None
    return found[1]


def test_the_example_is_what_comes_out():
    assert block("yaml") == f"# web.yaml\n{WEB}"
    assert block("diff") == as_diff(migrate(WEB, "web.yaml"))


def test_every_change_and_every_decision_has_its_row():
    rows = set(re.findall(r"^\| `([a-z-]+)`", PAGE, re.M))
    assert {*all_steps(), *all_blockers()} <= rows


def test_what_people_do_instead_is_said_as_the_command_says_it():
    assert [b.title for b in all_blockers().values() if b.instead not in PAGE] == []


def test_every_field_of_the_record_is_documented():
    record = migration_record(migrate(WEB, "web.yaml"), ())
    inner = [key for name in ("changes", "notes") for key in record[name][0]]
    missing = [key for key in (*record, *inner) if f"`{key}`" not in PAGE]
    assert missing == []
