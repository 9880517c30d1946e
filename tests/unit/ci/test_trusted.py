"""Who may take the roles, and who never may."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from bbfd.ci.trusted import bitbucket, github, gitlab, named, projects
from bbfd.errors import UsageError
from bbfd.model.trusted import Issued, Named, Project, Takers, Trusted

REPOSITORY, ENVIRONMENT, STEP, OTHER = (
    f"{{0123456{n}-89ab-cdef-0123-456789abcdef}}" for n in range(4)
)
BITBUCKET = bitbucket("octo/shop", OTHER, REPOSITORY, ENVIRONMENT)


def lets_in(who: Trusted, subject: str) -> bool:
    """As IAM compares: word for word, or with a `*` at the end."""
    assert isinstance(who, Issued)
    if not who.any_end:
        return who.subject == subject
    return fnmatchcase(subject, who.subject.replace("[", "[[]") + "*")


GITHUB = github("octo/shop", "main")
GATED = github("octo/shop", "main", "prod")
GITLAB = gitlab("octo/web/shop", "main")
OLD_GITLAB = gitlab("octo/web/shop", "main", protected=False)
PATH = "project_path:octo/web/shop:ref_type"


@pytest.mark.parametrize(
    ("takers", "subject", "plans", "deploys"),
    [
        (GITHUB, "repo:octo/shop:ref:refs/heads/main", False, True),
        (GITHUB, "repo:octo/shop:pull_request", True, False),
        (GITHUB, "repo:octo/shop:ref:refs/heads/main2", False, False),
        (GITHUB, "repo:octo/shop:ref:refs/tags/main", False, False),
        (GITHUB, "repo:octo/shop:environment:main", False, False),
        (GITHUB, "repo:octo/shop-fork:pull_request", False, False),
        (GITHUB, "repo:evil/shop:ref:refs/heads/main", False, False),
        (GITHUB, "repo:octo@1/shop@2:ref:refs/heads/main", False, False),
        (GATED, "repo:octo/shop:environment:prod", False, True),
        (GATED, "repo:octo/shop:ref:refs/heads/main", False, False),
        (GITLAB, f"{PATH}:branch:ref:main:ref_protected:true", True, True),
        (GITLAB, f"{PATH}:branch:ref:main:ref_protected:false", True, False),
        (GITLAB, f"{PATH}:branch:ref:feature:ref_protected:false", True, False),
        (GITLAB, f"{PATH}:tag:ref:main:ref_protected:true", False, False),
        (
            GITLAB,
            "project_path:evil/shop:ref_type:branch:ref:main:ref_protected:true",
            False,
            False,
        ),
        (OLD_GITLAB, f"{PATH}:branch:ref:main", True, True),
        (OLD_GITLAB, f"{PATH}:branch:ref:mainly", True, False),
        (BITBUCKET, f"{REPOSITORY}:{ENVIRONMENT}:{STEP}", True, True),
        (BITBUCKET, f"{REPOSITORY}:{STEP}", True, False),
        (BITBUCKET, f"{REPOSITORY}:{OTHER}:{STEP}", True, False),
        (BITBUCKET, f"{OTHER}:{ENVIRONMENT}:{STEP}", False, False),
    ],
)
def test_who_plans_and_who_deploys(
    takers: Takers, subject: str, plans: bool, deploys: bool
) -> None:
    assert lets_in(takers.plan, subject) is plans
    assert lets_in(takers.deploy, subject) is deploys


def test_a_repository_whose_subjects_have_ids_is_named_with_them() -> None:
    takers = github("octo@12/shop@34", "main")
    assert lets_in(takers.deploy, "repo:octo@12/shop@34:ref:refs/heads/main")
    assert not lets_in(takers.deploy, "repo:octo@12/shop@35:ref:refs/heads/main")


@pytest.mark.parametrize(
    "repository",
    ["octo", "octo/*", "*/shop", "octo/shop:x", "octo/sh?p", "octo/shop/x", "${x}/y", ""],
)
def test_no_name_is_a_pattern(repository: str) -> None:
    with pytest.raises(UsageError):
        github(repository, "main")


@pytest.mark.parametrize("project", ["octo", "octo/*", "octo/a:ref_type", "octo/"])
def test_no_project_is_a_pattern(project: str) -> None:
    with pytest.raises(UsageError):
        gitlab(project, "main")


@pytest.mark.parametrize("uuid", ["*", "{*}", "01234567", "{0123456?-89ab-cdef-0123-456789abcdef}"])
def test_no_uuid_is_a_pattern(uuid: str) -> None:
    with pytest.raises(UsageError, match="is no UUID"):
        bitbucket("octo/shop", OTHER, REPOSITORY, uuid)


def test_a_gitlab_of_ones_own_issues_under_its_own_name() -> None:
    takers = gitlab("a/b", "main", "https://git.example.com/")
    assert isinstance(takers.deploy, Issued)
    assert takers.deploy.issuer == "git.example.com"


def test_a_project_of_codebuild_takes_its_own_role() -> None:
    takers = projects("prod")
    assert takers.plan == Project(name="bbfd-ci-prod-review")
    assert takers.deploy == Project(name="bbfd-ci-prod-deploy")


@pytest.mark.parametrize("arn", ["*", "arn:aws:iam::1:role/x", "arn:aws:iam::111111111111:root"])
def test_nobody_in_general_is_named(arn: str) -> None:
    with pytest.raises(UsageError):
        named(arn, arn)


def test_a_role_is_named_by_its_arn() -> None:
    arn = "arn:aws:iam::111111111111:role/agents"
    assert named(arn, arn).deploy == Named(arn=arn)
