"""Whose account it is, in which moto is the better double: it tells accounts apart, and roles that are assumed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.functional.projects import Project

# Of the account in which moto lets everybody be who says nothing else.
OURS = "123456789012"
ROLE = "arn:aws:iam::333333333333:role/deployer"


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


def test_a_role_of_the_right_account_is_assumed(project: Project) -> None:
    project.change("environments/prod.py", "import Certificate", "import Access, Certificate")
    project.change(
        "environments/prod.py", "    region=", f'    aws=Access(role="{ROLE}"),\n    region='
    )
    done = project.done("status", "hello", "--env", "prod")
    assert "prod-hello does not exist" in " ".join(done.out.split())
