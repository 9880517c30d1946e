"""Columns."""

from __future__ import annotations

from bbfd.report.table import table


def test_where_a_row_is_too_wide_its_last_column_goes_under_it_if_there_is_one() -> None:
    rows = [("a" * 30, "b" * 20, "sha256:1234"), ("a" * 30, "b" * 20, "")]
    said = [line.text for line in table(rows, indent="  ", width=60)]
    assert said == [
        "  " + "a" * 30 + "  " + "b" * 20,
        "      sha256:1234",
        "  " + "a" * 30 + "  " + "b" * 20,
    ]


def test_as_many_columns_go_under_a_row_as_do_not_fit_beside_the_first() -> None:
    rows = [("a" * 30, "b" * 20, "", "c" * 5), ("a" * 30, "b" * 20, "", "")]
    said = [line.text for line in table(rows, indent="  ", width=40)]
    assert said == [
        "  " + "a" * 30,
        "      " + "b" * 20 + "  ccccc",
        "  " + "a" * 30,
        "      " + "b" * 20,
    ]
