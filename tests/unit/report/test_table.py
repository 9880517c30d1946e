"""Columns."""

from __future__ import annotations

from bbfd.report.table import table


def test_where_a_row_is_too_wide_its_last_column_goes_under_it_if_there_is_one() -> None:
    rows = [("a" * 30, "b" * 20, "sha256:1"), ("a" * 30, "b" * 20, "")]
    said = [line.text for line in table(rows, indent="  ", width=40)]
    assert said == [
        "  " + "a" * 30 + "  " + "b" * 20,
        "      sha256:1",
        "  " + "a" * 30 + "  " + "b" * 20,
    ]
