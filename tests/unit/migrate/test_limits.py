"""What CloudFormation takes at most: a migration that would pass it is not made, and says so."""

from __future__ import annotations

import pytest

from bbfd.migrate import migrate
from tests.unit.migrate.templates import WORKER


def filled(resources: int = 2, parameters: int = 0, more: str = "") -> str:
    """WORKER with so many resources and parameters."""
    topics = "".join(f"  T{n}: {{Type: 'AWS::SNS::Topic'{more}}}\n" for n in range(resources - 2))
    texts = "".join(f"  P{n}: {{Type: String, Default: a}}\n" for n in range(parameters))
    return WORKER + topics + (f"Parameters:\n{texts}" if texts else "")


@pytest.mark.parametrize("text", [filled(499), filled(2, 197)])
def test_what_just_fits_is_migrated(text):
    migration = migrate(text, "t")
    assert migration.changes
    assert migration.decisions == ()


@pytest.mark.parametrize(
    ("text", "section", "said"),
    [
        (filled(500), "Resources", "501 resources, and CloudFormation takes 500"),
        (filled(2, 198), "Parameters", "201 parameters, and CloudFormation takes 200"),
        (
            filled(490, more=", Metadata: {A: " + "é" * 1048 + "}"),
            "Resources",
            "bytes, and CloudFormation takes 1048576",
        ),
    ],
)
def test_what_would_pass_a_limit_is_left_as_it_is_and_told_once(text, section, said):
    migration = migrate(text, "t")
    assert migration.after == text
    assert migration.changes == ()
    (decision,) = migration.decisions
    assert (decision.id, decision.path) == ("template-limits", (section,))
    assert said in decision.what
    assert "split" in decision.instead
