"""Whose account it is, in which moto is the better double: it tells accounts apart, and roles that are assumed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.functional.projects import Project

# The account in which moto lets everybody be who says nothing else.
OURS = "123456789012"
ROLE = "arn:aws:iam::444444444444:role/deployer"


@pytest.fixture(autouse=True)
def _moto() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.mark.parametrize(
    "call",
    [("deploy", "hello", "--yes"), ("diff", "hello"), ("status", "hello")],
    ids=" ".join,
)
def test_the_wrong_account_is_refused_before_anything_is_asked_of_it(
    project: Project, call: tuple[str, ...]
) -> None:
    done = project.bbfd(*call, "--env", "prod")
    assert done.code == 3
    assert f"the credentials are of account {OURS}" in done.words
    assert "the environment is in account 333333333333" in done.words


def test_the_role_of_an_environment_is_assumed_before_anything_is_asked(project: Project) -> None:
    """Whose account it is, is then the role's: here a third one, so that it is seen."""
    environment = "environments/prod.py"
    project.change(environment, "import Certificate", "import Access, Certificate")
    project.change(environment, "    region=", f'    aws=Access(role="{ROLE}"),\n    region=')
    done = project.bbfd("status", "hello", "--env", "prod")
    assert done.code == 3
    assert "the credentials are of account 444444444444" in done.words
    assert "assumed-role/deployer/" in done.words
