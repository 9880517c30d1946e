"""Text that others wrote cannot command a terminal or a CI log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.errors import AwsError, Place
from bbfd.report.errors import told
from bbfd.report.github import annotation
from bbfd.report.harmless import harmless
from bbfd.report.line import Line, paragraph, text


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Resource creation cancelled", "Resource creation cancelled"),
        ("arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/x"),
        ("größer → 5", "größer → 5"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("one\ntwo\r\nthree", "one two three"),
        ("\rover", " over"),
        ("::error file=x::gone", ": :error file=x::gone"),
        ("  ::set-output name=x::y", "  : :set-output name=x::y"),
        ("see ##[error] and ##vso[task.complete]", "see ## [error] and ## vso[task.complete]"),
        ("##teamcity[buildStop]", "## teamcity[buildStop]"),
        ("section_start:1:x\r\x1b[0Kmine", "section_start :1:x mine"),
        ("a\u202eb\u2066c", "a b c"),
    ],
)
def test_what_would_be_obeyed_is_taken_out_and_the_rest_stays(told: str, shown: str) -> None:
    assert harmless(told) == shown


@given(st.text(alphabet=st.characters() | st.sampled_from("\x1b[]:#\n\rvso ;m")))
def test_whatever_is_told_is_one_line_that_nobody_obeys(told: str) -> None:
    shown = harmless(told)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown
    assert "##vso[" not in shown
    assert "##teamcity[" not in shown
    assert harmless(shown) == shown


def test_lines_are_made_harmless_when_they_become_text() -> None:
    assert text([Line("\x1b[1mloud"), Line("::error::x")]) == "loud\n: :error::x\n"


def test_an_annotation_is_one_command_whatever_is_in_it() -> None:
    shown = annotation("error", "100 %\n::error::more", Place("a,b:c.py", 3, 4), title="T")
    assert shown == "::error file=a%2Cb%3Ac.py,line=3,col=4,title=T::100 %25 ::error::more\n"


def test_an_error_that_holds_a_whole_answer_is_cut() -> None:
    answer = "<member/> " * 100_000
    cut = "... (996000 more characters)"
    assert cut in text(paragraph("  why   ", answer))
    assert cut in annotation("error", answer)
    shown = told(AwsError(answer, fix="look"), {"GITHUB_ACTIONS": "true"})
    assert shown.count("more characters)") == 2
    assert len(shown) < 10_000
