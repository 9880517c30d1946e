from datetime import datetime, timezone

import click
import pytest

from bbfd.cli.moment import Moment

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("90s", "2026-11-21T11:58:30+00:00"),
        ("2d", "2026-11-19T12:00:00+00:00"),
        ("9999999w", "1970-01-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00+00:00"),
        ("2026-11-21T10:00:00", "2026-11-21T10:00:00+00:00"),
        ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00+00:00"),
        ("2026-11-21T12:00:00+02:00", "2026-11-21T12:00:00+02:00"),
    ],
)
def test_a_moment_is_how_long_ago_or_when(said: str, at: str) -> None:
    assert Moment().convert(said, None, None)(NOW).isoformat() == at


@pytest.mark.parametrize(
    "said", ["", "m", "-5m", "5", "1.5h", "٣m", "yesterday", "2026-13-01", "12345678s", "10M"]
)
def test_what_is_no_moment_is_refused_with_what_to_write(said: str) -> None:
    with pytest.raises(click.BadParameter, match="30m"):
        Moment().convert(said, None, None)
