"""Reasons are cut where they are read: a long one is told in part, with what it was about, and at once."""

from __future__ import annotations

import pytest

from bbfd.aws import sentences
from bbfd.aws.reasons import LONGEST, cut, reason_of

LONG = "no such thing " * 100_000


def test_a_short_reason_stays_as_it_is() -> None:
    assert cut("x" * LONGEST) == "x" * LONGEST


def test_a_long_reason_says_how_much_of_it_is_missing() -> None:
    told = cut(LONG)
    kept, mark, missing = told.rpartition(" ... (")
    assert LONG.startswith(kept)
    assert mark
    assert missing == f"{len(LONG) - len(kept)} characters cut)"
    assert len(told) <= 4000


def test_no_half_of_a_word_is_left_over() -> None:
    secret = "AWS_SECRET=" + "s" * 300
    assert "sss" not in cut("x " * ((LONGEST - 100) // 2) + secret + " y" * 5000)


def test_a_text_that_aws_does_not_give_is_empty() -> None:
    assert [reason_of({}, "reason"), reason_of({"reason": None}, "reason")] == ["", ""]


@pytest.mark.parametrize("filler", ["x", '" (RequestToken: ', "(Service: ", "Request ID: ", "\n"])
def test_what_a_handler_says_is_cut_and_its_code_is_kept(filler: str) -> None:
    said = filler * (1_000_000 // len(filler))
    reason = (
        f'Resource handler returned message: "{said}" '
        "(RequestToken: 1-2, HandlerErrorCode: NotStabilized)"
    )
    told, code = sentences.unwrapped(reason)
    assert code == "NotStabilized"
    assert len(told) <= 4000
    assert not told.startswith("Resource handler")
