"""The service-linked roles, as IAM lists them."""

from __future__ import annotations

from bbfd.deploy.look.account import LINKED_ROLES
from tests.functional.aws import Aws
from tests.functional.projects import Project

ECS = "AWSServiceRoleForECS"
EVERY = sorted(name for name, _ in LINKED_ROLES)


def _linked(aws: Aws) -> list[str]:
    found = aws["iam"].list_roles(PathPrefix="/aws-service-role/")["Roles"]
    return sorted(role["RoleName"] for role in found)


def test_an_environment_has_them_all(project: Project) -> None:
    shown = project.done("diff", "hello", "--env", "local")
    assert f"will be made as well, as service-linked roles: {', '.join(_names())}" in shown.words
    with project.aws() as aws:
        assert _linked(aws) == []
    project.done("env", "deploy", "local", "--yes")
    with project.aws() as aws:
        assert _linked(aws) == EVERY


def test_one_that_went_is_made_again_although_nothing_else_is_to_do(deployed: Project) -> None:
    with deployed.aws() as aws:
        assert _linked(aws) == EVERY
        aws["iam"].delete_service_linked_role(RoleName=ECS)
        assert ECS not in _linked(aws)
    call = ("env", "deploy", "local")
    done = deployed.done(*call)
    assert "bbfd-environment-local: CREATE_COMPLETE; nothing to do" in done.words
    assert f"the service-linked role {ECS} was made" in done.words
    with deployed.aws() as aws:
        assert _linked(aws) == EVERY
    assert "service-linked" not in deployed.done(*call).words


def _names() -> tuple[str, ...]:
    return tuple(name for name, _ in LINKED_ROLES)
