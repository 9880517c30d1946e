import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.look.token import Token, make, read

FRESH = "0123456789abcdef" * 2
SEALED = "f" * 20
HASH = "7ac304485734694f685b65de184a2d9bf97b8e55"
hexadecimal = st.text(alphabet="0123456789abcdef", min_size=16, max_size=40)


@pytest.mark.parametrize(
    ("version", "commit", "token"),
    [
        ("", "", "bbfd-0123456789abcdef"),
        ("", HASH, "bbfd-0123456789abcdef-7ac304485734"),
        ("1.9", HASH, "bbfd-0123456789abcdef-7ac304485734-312e39"),
        ("1.9", "", "bbfd-0123456789abcdef--312e39"),
        ("", "not a hash", "bbfd-0123456789abcdef"),
    ],
)
def test_a_token_tells_what_it_is_about(version: str, commit: str, token: str) -> None:
    assert make(FRESH, version, commit) == token


def test_a_version_that_is_a_whole_hash_fits() -> None:
    assert read(make(FRESH, HASH, HASH)) == Token(random=FRESH[:16], commit=HASH[:12], version=HASH)


def test_a_version_that_is_too_long_is_cut_and_shows_it() -> None:
    token = read(make(FRESH, "sha256:" + "a" * 64, HASH))
    assert token is not None
    assert token.version == "sha256:" + "a" * 36 + "…"


@given(hexadecimal, st.text(), st.text(), st.sampled_from(("", SEALED)))
def test_aws_takes_every_token(fresh: str, version: str, commit: str, seal: str) -> None:
    token = make(fresh, version, commit, seal)
    assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]*", token)
    assert len(token) <= 128
    assert read(token) is not None


@given(hexadecimal, st.text(alphabet=string.ascii_letters + "0123456789.-_é", max_size=20))
def test_a_version_is_read_back_exactly(fresh: str, version: str) -> None:
    read_back = read(make(fresh, version, HASH))
    assert read_back == Token(random=fresh[:16], version=version, commit=HASH[:12])


def test_a_seal_is_read_back_beside_a_version_that_is_a_whole_hash() -> None:
    read_back = read(make(FRESH, HASH, HASH, SEALED))
    assert read_back == Token(random=FRESH[:8], version=HASH, commit=HASH[:12], seal=SEALED)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "Console-UpdateStack-0123456789abcdef",
        "bbfd-",
        "bbfd-short",
        "bbfd-0123456789abcdef-xyz",
        "bbfd-0123456789abcdef--1b5b",  # an escape sequence
        "bbfd-0123456789abcdef--0a3a3a",  # a line of its own
    ],
)
def test_what_we_did_not_write_is_not_ours(token: str) -> None:
    assert read(token) is None


@given(st.text())
def test_a_token_of_others_never_breaks(token: str) -> None:
    found = read(token)
    assert found is None or found.version.isprintable()


def test_a_token_of_an_older_bbfd_is_ours() -> None:
    assert read(f"bbfd-{FRESH}") == Token(random=FRESH)
