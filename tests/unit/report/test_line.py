"""Lines are broken for reading, never inside what is to be copied."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bbfd.report.line import paragraph

COMMAND = "`bbfd deploy web --env prod --image web=registry.example.com/web:1 --yes`"


def test_a_command_is_never_broken() -> None:
    text = (
        f"the stack stands still and has to be brought back: {COMMAND} does that, then look again"
    )
    rows = [line.text for line in paragraph("  fix   ", text, width=60)]
    assert sum(COMMAND in row for row in rows) == 1
    assert " ".join(" ".join(rows).split()) == f"fix {text}"


@given(st.text(alphabet="ab `", max_size=200))
def test_nothing_is_lost_or_added(text: str) -> None:
    rows = [line.text for line in paragraph("", text, width=20)]
    assert "".join("".join(rows).split()) == "".join(text.split())
