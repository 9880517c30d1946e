"""Comments stay: also behind the key of a value that is written anew as a whole."""

from __future__ import annotations

import pytest

from bbfd.migrate import migrate
from bbfd.migrate._edits import edited
from bbfd.migrate._meant import meant
from bbfd.migrate._step import Put
from bbfd.template import read
from tests.unit.migrate.templates import task

PATH = ("Resources", "A", "Properties", "X")


def written(value: str, new: object, end: str = "\n") -> str:
    text = f"Resources:\n  A:\n    Properties:\n      X:{value}\n      Y: 1  # of Y\n"
    text = text.replace("\n", end)
    after = edited(text, [(0, Put(PATH, new))]).text
    assert read(after, "t").body == meant(read(text, "t").body, [Put(PATH, new)])
    assert after.endswith(f"{end}      Y: 1  # of Y{end}")
    return after


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("new", ["a", ["a"], {"A": {"B": "c"}}, {"Ref": "B"}])
@pytest.mark.parametrize(
    "value",
    [
        "  # kept\n        - a\n        - b",
        "  # kept\n        A: b",
        "  # kept\n        # kept, too\n        - a",
        " !If  # kept\n        - a\n        - b\n        - c",
        " &x  # kept\n        - a",
        " [a,  # kept\n          b]",
        " {A: 'b # no',  # kept\n          B: c}",
        " |  # kept\n        a # no comment",
        " a  # kept",
        " [a, b]  # kept",
        "  # kept",
        " !Ref B  # kept",
    ],
)
def test_a_comment_on_the_line_of_a_key_stays(value, new, end):
    after = written(value, new, end)
    kept = next(line for line in after.splitlines() if "# kept" in line)
    assert kept.endswith("# kept")
    assert ("kept, too" in value) == ("kept, too" in after)


@pytest.mark.parametrize("value", [' "a # no\n        b"', " 'a\n        # no'", " a#no"])
def test_what_only_looks_like_a_comment_goes(value):
    assert "no" not in written(value, ["c"])


def test_a_comment_on_the_line_of_what_is_migrated_stays():
    text = task("RequiresCompatibilities:  # as we said in March", "  - EC2", "  - EXTERNAL")
    text = text.replace("  - EXTERNAL", "  - EC2").replace("        - EC2\n", "        - EC2\n", 1)
    after = migrate(text, "t").after
    assert "      RequiresCompatibilities:  # as we said in March\n        - FARGATE\n" in after
