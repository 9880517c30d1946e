"""Values of secrets are taken out of whatever others wrote; the names stay."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bbfd.deploy.progress import Finished
from bbfd.deploy.records import PropertyChange
from bbfd.report.redacted import GONE, redacted, redacted_lines, redacted_record
from tests.unit.report.samples import CAUSE, ROLLED_BACK, SECRET

NAMES = frozenset({"DB_PASSWORD", "API"})
VALUES = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=4).filter(
    lambda value: value not in f"DB_PASSWORD {GONE}" and value.isprintable()
)
BARE = VALUES.filter(lambda value: not any(mark in value for mark in "\"'\\,}])"))
_AKIA = "AKIA" + "IOSFODNN7EXAMPLE"  # in two, for whoever looks for keys in files


@pytest.mark.parametrize(
    "shape",
    [
        "{n}={v}",
        "{n}: {v}",
        "  export {n}='{v}'",
        '{{"A": 1, "{n}": "{v}", "B": 2}}',
        "{{'{n}': '{v}'}}",
        '"{n}"=>"{v}"',
        "map[{n}:{v} X:y]",
        '{{\\"{n}\\": \\"{v}\\"}}',
        "os.environ['{n}'] = '{v}'",
        "db_password={v}",
        "\x1b[32m{n}\x1b[0m=\x1b[33m{v}\x1b[0m",
        "{n}=one two {v}",
    ],
)
@given(value=BARE)
def test_the_value_of_a_secret_variable_is_never_shown(shape: str, value: str) -> None:
    shown = redacted(shape.format(n="DB_PASSWORD", v=value), NAMES)
    assert value not in shown.replace(GONE, "").replace('A": 1', "").replace('B": 2', "")
    assert GONE in shown
    assert "DB_PASSWORD" in shown.upper()


@given(value=VALUES)
def test_whatever_characters_a_value_has_it_is_taken_out(value: str) -> None:
    assume("=" not in value)
    assert value not in redacted(f"DB_PASSWORD={value}", NAMES).replace(GONE, "")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("KeyError: 'DB_PASSWORD'", "KeyError: 'DB_PASSWORD'"),
        ("MY_DB_PASSWORD_FILE=/run/x", "MY_DB_PASSWORD_FILE=/run/x"),
        ("RAPID=1", "RAPID=1"),
        ('"API": "x", "B": 2', f'"API": {GONE}, "B": 2'),
        ("listening on http://0.0.0.0:8080/x@y", "listening on http://0.0.0.0:8080/x@y"),
        ("arn:aws:iam::123456789012:role/AKIA", "arn:aws:iam::123456789012:role/AKIA"),
    ],
)
def test_what_is_no_secret_stays(told: str, shown: str) -> None:
    assert redacted(told, NAMES) == shown


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        (f"key {_AKIA} is not valid", _AKIA),
        (f"key {_AKIA.replace('AKIA', 'ASIA')} is not valid", "IOSFODNN7EXAMPLE"),
        ("aws_secret_access_key = wJalrXUt/K7MDENG+bPx", "wJalr"),
        ('"AWS_SESSION_TOKEN": "IQoJb3Jp+/="', "IQoJ"),
        ("Authorization: Bearer abc.def-123", "abc.def"),
        ("authorization: Basic dXNlcjpwYXNz", "dXNlc"),
        ("postgres://web:p@ss-word@db:5432/web", "ss-word"),
        ("redis://:letmein@cache", "letmein"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJzdWIi"),
        ("ghp_" + "a1" * 18, "a1a1"),
        ("a -----BEGIN RSA PRIVATE KEY----- MIIabc -----END RSA PRIVATE KEY----- b", "MIIabc"),
        ("a -----BEGIN PRIVATE KEY-----\nMIIabc", "MIIabc"),
    ],
)
def test_what_has_the_shape_of_a_credential_is_taken_out(told: str, gone: str) -> None:
    shown = redacted(told)
    assert gone not in shown
    assert GONE in shown


def test_the_host_of_a_url_stays() -> None:
    assert redacted("postgres://u:p@db/web failed") == f"postgres://{GONE}@db/web failed"


@pytest.mark.parametrize(
    "lines",
    [
        (
            "begun",
            "-----BEGIN EC PRIVATE KEY-----",
            "MIIabcdefghijklmnop",
            "-----END EC PRIVATE KEY-----",
            "after",
        ),
        ("MIIabcdefghijklmnop", "-----END PRIVATE KEY-----", "after"),
        ("begun", "-----BEGIN PRIVATE KEY-----", "MIIabcdefghijklmnop"),
    ],
)
def test_a_private_key_over_several_lines_is_taken_out_also_where_its_head_or_its_end_is_missing(
    lines: tuple[str, ...],
) -> None:
    shown = redacted_lines(lines)
    assert "MII" not in "".join(shown)
    assert len(shown) == len(lines)
    assert [line for line in shown if line in ("begun", "after")] == [
        line for line in lines if line in ("begun", "after")
    ]


@given(st.text(), st.frozensets(st.sampled_from(sorted(NAMES))))
def test_what_was_redacted_stays_as_it_is(text: str, names: frozenset[str]) -> None:
    once = redacted(text, names)
    assert redacted(once, names) == once


def test_a_record_is_redacted_however_deep_a_text_lies_in_it() -> None:
    finished = Finished(stack="prod-web", outcome=replace(ROLLED_BACK, evidence=None))
    assert SECRET in repr(finished)
    clean = redacted_record(finished, NAMES)
    assert SECRET not in repr(clean)
    assert clean.outcome.causes[0].what == CAUSE.what
    assert clean.outcome.ended is ROLLED_BACK.ended


def test_a_megabyte_in_one_line_is_read_in_no_time() -> None:
    for told in ("a" * 2**20, "http://" + "a:" * 2**19, "DB_PASSWORD" * 2**16, '"' * 2**20):
        assert len(redacted(told, NAMES)) <= 2**20


@pytest.mark.parametrize("value", ["hunter2", ("hunter2", "x"), {"now": "hunter2"}, ["hunter2"]])
@pytest.mark.parametrize("name", ["DB_PASSWORD", "db_password"])
def test_what_stands_under_a_secret_name_is_taken_out_whatever_it_is_made_of(
    name: str, value: object
) -> None:
    assert redacted_record({name: value, "B": "stays"}, NAMES) == {name: GONE, "B": "stays"}


def test_an_empty_value_is_told_as_it_is() -> None:
    told: dict[str, object] = {"DB_PASSWORD": "", "API": None}
    assert redacted_record(told, NAMES) == told


def test_a_variable_that_becomes_a_secret_tells_neither_value() -> None:
    path = "ContainerDefinitions/0/Environment/API/Value"
    change = PropertyChange(path=path, before="hunter2", after=None)
    assert redacted_record(change, NAMES) == replace(change, before=GONE)
