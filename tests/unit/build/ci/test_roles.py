"""The roles' templates: what AWS's validators say, and what a role may never do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bbfd.build.ci import build_roles
from bbfd.build.ci.asked import Asked
from bbfd.build.ci.permitted import BY_HAND, DEPLOYS, PLANS
from bbfd.ci import trusted
from bbfd.cli.checking import validators
from bbfd.cli.project import Project
from bbfd.model.access import Access
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.stack import Stack
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.golden.ci import ROOT, TAKERS, UUID, roles

SERVICES = ("ec2", "ecr", "ecs", "elasticloadbalancing", "iam", "logs", "s3")
SERVICE_ROLE = "arn:aws:iam::222222222222:role/cloudformation"
GITHUB = trusted.github("octo/shop", "main")
every_vendor = pytest.mark.parametrize("vendor", TAKERS)


def place(**said: Any) -> Definition[Environment]:
    found = Project(str(ROOT)).environment("stage")
    return Definition("stage", replace(found.value, **said), found.file)


def made(of: Definition[Environment] | None = None, **more: Any) -> Stack:
    return build_roles(Asked(place=of or place(), takers=GITHUB, services=SERVICES, **more))


def statements(stack: Stack, role: str) -> Iterator[Any]:
    for policy in stack.body["Resources"][role]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def actions(stack: Stack, role: str) -> set[str]:
    return {action for each in statements(stack, role) for action in each["Action"]}


@every_vendor
def test_nobody_finds_anything_in_them(vendor: str) -> None:
    stack = roles(vendor)
    assert stack.refusals == ()
    with validators(None, cfn_lint=True) as asked:
        found = check(document(stack.body, {}), all_rules(), {}, asked)
    assert [f"{each.rule} {each.detail}" for each in found] == []


@every_vendor
def test_a_role_is_no_larger_than_iam_takes(vendor: str) -> None:
    """All inline policies of a role together: 10,240 characters, spaces not counted."""
    for resource in roles(vendor).body["Resources"].values():
        if resource["Type"] == "AWS::IAM::Role":
            policies = [p["PolicyDocument"] for p in resource["Properties"]["Policies"]]
            assert len(json.dumps(policies, separators=(",", ":"))) < 9000


@every_vendor
def test_a_role_that_plans_executes_and_deletes_nothing_and_reads_no_secret(vendor: str) -> None:
    may = actions(roles(vendor), "PlanRole")
    assert not [each for each in may if "*" in each]
    refused = (
        r"Execute|CreateStack|UpdateStack|DeleteStack|Rollback|Cancel|Stop|RunTask|Protection"
        r"|GetSecretValue|ssm:GetParameter|GetLogEvents|kms:Decrypt"
    )
    assert not [each for each in may if re.search(refused, each)]


def test_a_role_that_plans_touches_templates_alone_in_the_bucket() -> None:
    for each in statements(made(), "PlanRole"):
        if any(action.startswith("s3:") for action in each["Action"]):
            assert all("/templates/" in thing["Fn::Sub"] for thing in each["Resource"])


@pytest.mark.parametrize("role", ["PlanRole", "DeployRole"])
def test_a_role_writes_nothing_that_another_environments_deploy_or_rollback_would_execute(
    role: str,
) -> None:
    """Environments share the registry, and its bucket."""
    own = r":::bbfd-registry-main-\*/(templates|history)/(stage-\*|bbfd-(environment-stage|registry-main))/\*$"
    things = [
        thing["Fn::Sub"]
        for each in statements(made(), role)
        if {"s3:PutObject", "s3:GetObject"}.intersection(each["Action"])
        for thing in each["Resource"]
    ]
    assert things
    assert not [thing for thing in things if not re.search(own, thing)]


def test_a_role_that_plans_passes_no_role_where_cloudformation_has_none() -> None:
    assert "iam:PassRole" not in actions(made(), "PlanRole")


@pytest.mark.parametrize("role", ["PlanRole", "DeployRole"])
def test_a_service_role_is_passed_to_cloudformation_alone(role: str) -> None:
    stack = made(place(aws=Access(service_role=SERVICE_ROLE)))
    passed = [each for each in statements(stack, role) if SERVICE_ROLE in each["Resource"]]
    assert [(each["Action"], each["Condition"]) for each in passed] == [
        (
            ["iam:PassRole"],
            {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}},
        )
    ]


def test_with_a_service_role_nothing_of_what_the_templates_say_is_allowed() -> None:
    may = actions(made(place(aws=Access(service_role=SERVICE_ROLE))), "DeployRole")
    assert not [each for each in may if "*" in each]


def test_without_one_it_is_allowed_through_cloudformation_alone() -> None:
    for each in statements(made(resolves=("secretsmanager", "ssm")), "DeployRole"):
        wide = [a for a in each["Action"] if "*" in a or "GetSecretValue" in a or "GetParam" in a]
        if wide:
            via = {"ForAnyValue:StringEquals": {"aws:CalledVia": ["cloudformation.amazonaws.com"]}}
            assert each["Condition"] == via


def test_a_secret_is_read_where_a_template_says_so() -> None:
    assert "secretsmanager:GetSecretValue" not in actions(made(), "DeployRole")
    may = actions(made(resolves=("secretsmanager",)), "DeployRole")
    assert "secretsmanager:GetSecretValue" in may


def test_roles_are_changed_and_passed_of_the_environments_own_stacks_alone() -> None:
    for each in statements(made(), "DeployRole"):
        if any(action.startswith("iam:") for action in each["Action"]):
            told = [str(resource) for resource in each["Resource"]]
            assert all(
                re.search(
                    r"(role|instance-profile)/(stage-|bbfd-environment-stage-|aws-service)", t
                )
                for t in told
            ), told
            if "iam:PassRole" in each["Action"]:
                assert "iam:PassedToService" in each["Condition"]["StringEquals"]


def test_a_change_set_is_made_in_the_stacks_of_the_environment_alone() -> None:
    (each,) = (
        s for s in statements(made(), "PlanRole") if "cloudformation:CreateChangeSet" in s["Action"]
    )
    named = sorted(re.findall(r"stack/([\w*-]+)/", str(each["Resource"])))
    assert named == ["bbfd-environment-stage", "bbfd-registry-main", "stage-*"]


def test_an_environment_whose_stacks_would_be_told_from_these_by_nothing_has_none() -> None:
    of = Definition("bbfd", place().value, "environments/bbfd.py")
    (refusal,) = made(of).refusals
    assert "could change these roles" in refusal.what


def test_a_boundary_of_the_environment_is_one_of_its_jobs_too() -> None:
    stack = made(place(permissions_boundary="arn:aws:iam::222222222222:policy/edge"))
    for role in ("PlanRole", "DeployRole"):
        bounds = stack.body["Resources"][role]["Properties"]["PermissionsBoundary"]
        assert bounds == "arn:aws:iam::222222222222:policy/edge"


@every_vendor
def test_whoever_plans_is_not_who_deploys(vendor: str) -> None:
    resources = roles(vendor).body["Resources"]
    plan, deploy = (
        resources[role]["Properties"]["AssumeRolePolicyDocument"]
        for role in ("PlanRole", "DeployRole")
    )
    if vendor == "jenkins":  # one principal was given for both: its machines are one and the same
        assert plan == deploy
    else:
        assert plan != deploy
    for policy in (plan, deploy):
        assert len(policy["Statement"]) == 1


@pytest.mark.parametrize("vendor", ["github", "gitlab", "bitbucket"])
def test_a_token_is_held_to_its_audience_and_its_subject(vendor: str) -> None:
    for role in ("PlanRole", "DeployRole"):
        properties = roles(vendor).body["Resources"][role]["Properties"]
        (each,) = properties["AssumeRolePolicyDocument"]["Statement"]
        assert each["Action"] == ["sts:AssumeRoleWithWebIdentity"]
        keys = [key for told in each["Condition"].values() for key in told]
        assert {key.rpartition(":")[2] for key in keys} == {"aud", "sub"}
        values = [value for told in each["Condition"].values() for value in told.values()]
        assert not [value for value in values if "*" in value[:-1]]


def test_a_provider_that_is_there_is_not_made_again() -> None:
    arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"
    takers = replace(GITHUB, provider=arn)
    stack = build_roles(Asked(place=place(), takers=takers, services=SERVICES))
    assert "Provider" not in stack.body["Resources"]
    trust = stack.body["Resources"]["PlanRole"]["Properties"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"] == {"Federated": [arn]}


def test_a_fork_is_built_by_codebuild_once_somebody_has_agreed() -> None:
    resources = roles("codebuild").body["Resources"]
    for kind, event, role in (
        ("Review", "PULL_REQUEST", "PlanRole"),
        ("Deploy", "PUSH", "DeployRole"),
    ):
        properties = resources[f"{kind}Project"]["Properties"]
        assert properties["ServiceRole"] == {"Fn::GetAtt": [role, "Arn"]}
        triggers = properties["Triggers"]
        assert triggers["PullRequestBuildPolicy"] == {
            "RequiresCommentApproval": "FORK_PULL_REQUESTS"
        }
        assert triggers["FilterGroups"][0][0]["Pattern"].startswith(event)
    assert resources["DeployProject"]["Properties"]["ConcurrentBuildLimit"] == 1


# --- docs/permissions.md ------------------------------------------------------------------------------------------

PAGE = (Path(ROOT) / "docs" / "permissions.md").read_text(encoding="utf-8")
LISTED = {
    found[1]: found[2]
    for found in re.finditer(r"^\| `([\w-]+:\w+)` \|.*\| ([^|]+) \|$", PAGE, re.M)
}
BY_ITSELF = {"sts:GetCallerIdentity", "sts:AssumeRole"}


def test_every_permission_of_the_docs_is_one_of_a_role_or_of_a_person() -> None:
    """A new one goes into bbfd/build/ci/permitted.py: what plans, what deploys, or what only people call."""
    assert LISTED.keys() - BY_ITSELF <= {*PLANS, *DEPLOYS, *BY_HAND}
    assert {*PLANS, *DEPLOYS} <= LISTED.keys()
    assert not PLANS.keys() & DEPLOYS.keys()
    assert not BY_HAND & {*PLANS, *DEPLOYS}


def test_what_plans_is_what_the_docs_say_of_it() -> None:
    plans = {action for action, last in LISTED.items() if last == "yes"} - BY_ITSELF
    assert PLANS.keys() <= plans
    assert plans - PLANS.keys() <= BY_HAND


def test_uuids_are_told_in_braces() -> None:
    told = json.dumps(roles("bitbucket").body)
    assert f"{{{UUID}}}:{{{UUID}}}:*" in told
