"""What looks secret is never in a plan."""

from __future__ import annotations

import pytest

from bbfd.deploy.plan.masked import HIDDEN, looks_secret, masked_changes, masked_values
from bbfd.deploy.records import Change, PropertyChange

HARMLESS = [
    ("LOG_LEVEL", "info"),
    ("DB_PASSWORD_FILE", "/run/x"),
    ("TOKEN_URL", "https://example.com/token"),
    ("Image", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:0"),
    ("KEYSPACE", "a"),
    ("URL", "https://example.com:8080/a@b"),
]
SECRET = [
    ("DB_PASSWORD", "x"),
    ("GITHUB_TOKEN", "x"),
    ("SECRET_KEY", "x"),
    ("apiKey", "x"),
    ("MasterUserPassword", "x"),
    ("PASSWORD_2", "x"),
    ("DATABASE_URL", "postgres://web:hunter2@db/web"),
    ("X", "AKIA" + "A" * 16),
    ("X", "-----BEGIN RSA PRIVATE KEY-----"),
    ("X", "ghp_" + "a" * 36),
    ("X", "glpat-" + "a" * 20),
    ("X", "sk_live_" + "a" * 24),
]


@pytest.mark.parametrize(("name", "value"), HARMLESS)
def test_what_is_no_secret_is_shown(name: str, value: str) -> None:
    assert not looks_secret(name, value)


@pytest.mark.parametrize(("name", "value"), SECRET)
def test_what_looks_secret_by_name_or_by_itself_is_not(name: str, value: str) -> None:
    assert looks_secret(name, value)


def _shown(path: str, before: str | None, after: str | None) -> tuple[str | None, str | None]:
    one = PropertyChange(path=path, before=before, after=after)
    change = Change(action="modify", logical_id="T", type="T", properties=(one,))
    ((shown,),) = (c.properties for c in masked_changes((change,)))
    return shown.before, shown.after


CONTAINER = "ContainerDefinitions/app"


@pytest.mark.parametrize("end", ["", "/Value"])
def test_a_variable_is_hidden_on_both_sides_and_its_neighbour_is_not(end: str) -> None:
    assert _shown(f"{CONTAINER}/Environment/DB_PASSWORD{end}", "a", "b") == (HIDDEN, HIDDEN)
    assert _shown(f"{CONTAINER}/Environment/DB_PASSWORD{end}", None, "b") == (None, HIDDEN)
    assert _shown(f"{CONTAINER}/Environment/LEVEL{end}", "a", "b") == ("a", "b")


def test_a_reference_to_a_secret_is_no_secret() -> None:
    path = f"{CONTAINER}/Secrets/DB_PASSWORD/ValueFrom"
    assert _shown(path, "arn:1", "arn:2") == ("arn:1", "arn:2")
    whole = '{"Name":"DB_PASSWORD","ValueFrom":"arn:1"}'
    assert _shown(f"{CONTAINER}/Secrets/DB_PASSWORD", None, whole) == (None, whole)


def test_inside_of_a_whole_container_only_the_secrets_are_hidden() -> None:
    whole = (
        '{"Name":"app","Environment":[{"Name":"DB_PASSWORD","Value":"hunter2"},'
        '{"Name":"LEVEL","Value":"info"}],"Secrets":[{"Name":"TOKEN","ValueFrom":"arn:1"}]}'
    )
    _, after = _shown(CONTAINER, None, whole)
    assert after == whole.replace("hunter2", HIDDEN)
    _, several = _shown("ContainerDefinitions", None, f"[{whole}]")
    assert several == f"[{whole.replace('hunter2', HIDDEN)}]"


def test_a_parameter_that_cloudformation_hides_stays_hidden_on_both_sides() -> None:
    found = masked_values({"P": "new", "Q": "1"}, {"P": HIDDEN, "Q": "0"})
    assert found == ({"P": HIDDEN, "Q": "1"}, {"P": HIDDEN, "Q": "0"})
    assert masked_values(*found) == found
