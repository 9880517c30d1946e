"""Who may take the roles: what the tokens of a vendor say of a repository's jobs.

A fork's pull request says something else, or says nothing: GitHub gives its jobs no token, GitLab and Bitbucket run
them in the fork.
"""

from __future__ import annotations

import re
from typing import Final

from bbfd.errors import UsageError
from bbfd.model.naming import ci_project_name
from bbfd.model.trusted import Issued, Named, Project, Takers

GITHUB: Final = "token.actions.githubusercontent.com"
GITLAB: Final = "gitlab.com"
_AWS: Final = "sts.amazonaws.com"
# Nothing of a name may be read as a pattern, or end one part of a subject and begin another.
_GITHUB = re.compile(r"[\w.-]+(@\d+)?/[\w.-]+(@\d+)?", re.A)
_GITLAB = re.compile(r"[\w.-]+(/[\w.-]+)+", re.A)
_WORKSPACE = re.compile(r"[\w.-]+", re.A)
_UUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?")
_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(?:role|user)/[\w+=,.@/-]+", re.A)
_ISSUER = re.compile(r"[a-z0-9.-]+(:\d+)?(/[\w./-]+)?", re.A)


def github(repository: str, branch: str, environment: str | None = None) -> Takers:
    """Pull requests plan; the branch deploys, or with an environment of GitHub's what that lets in.

    repository: as OWNER/NAME, or as OWNER@ID/NAME@ID where its subjects have the ids, too, as those of repositories
    that were made or renamed since July 2026 have.
    https://docs.github.com/actions/reference/security/oidc
    """
    name = _matching(repository, _GITHUB, "OWNER/NAME, or OWNER@ID/NAME@ID")
    where = f"environment:{environment}" if environment else f"ref:refs/heads/{branch}"
    return Takers(
        plan=Issued(issuer=GITHUB, audience=_AWS, subject=f"repo:{name}:pull_request"),
        deploy=Issued(issuer=GITHUB, audience=_AWS, subject=f"repo:{name}:{where}"),
    )


def gitlab(project: str, branch: str, issuer: str = GITLAB, *, protected: bool = True) -> Takers:
    """Every branch plans; the one deploys.

    protected: the project's subjects say whether the branch is a protected one (`ref_protected`), and it has to be: a
    fork's merge request that somebody runs in this project says the name of the fork's branch, which may be any.
    https://docs.gitlab.com/ci/secrets/id_token_authentication/
    """
    path = _matching(project, _GITLAB, "GROUP/PROJECT")
    issuer = _matching(issuer.removeprefix("https://").rstrip("/"), _ISSUER, "https://HOST")
    subject = f"project_path:{path}:ref_type:branch:ref:"
    only = ":ref_protected:true" if protected else ""
    return Takers(
        plan=Issued(issuer=issuer, audience=_AWS, subject=subject, any_end=True),
        deploy=Issued(issuer=issuer, audience=_AWS, subject=f"{subject}{branch}{only}"),
    )


def bitbucket(workspace: str, workspace_id: str, repository_id: str, deployment_id: str) -> Takers:
    """Every step of the repository plans; those of the deployment environment deploy. All by their UUIDs.

    A subject is {REPOSITORY}[:{ENVIRONMENT}]:{STEP}.
    https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
    """
    name = _matching(workspace.partition("/")[0], _WORKSPACE, "WORKSPACE/NAME")
    issuer = f"api.bitbucket.org/2.0/workspaces/{name}/pipelines-config/identity/oidc"
    audience = f"ari:cloud:bitbucket::workspace/{_uuid(workspace_id)}"
    repository = f"{{{_uuid(repository_id)}}}:"
    return Takers(
        plan=Issued(issuer=issuer, audience=audience, subject=repository, any_end=True),
        deploy=Issued(
            issuer=issuer,
            audience=audience,
            subject=f"{repository}{{{_uuid(deployment_id)}}}:",
            any_end=True,
        ),
    )


def _uuid(given: str) -> str:
    found = _UUID.fullmatch(given.lower())
    if found is None:
        raise UsageError(
            f"{given!r} is no UUID", fix="give it as Bitbucket shows it: {01234567-...}"
        )
    return found[1]


def _matching(given: str, shape: re.Pattern[str], form: str) -> str:
    if not shape.fullmatch(given):
        raise UsageError(f"{given!r} is not of the form {form}", fix=f"give it as {form}")
    return given


def named(plan: str, deploy: str) -> Takers:
    """A role or user of AWS each: of the machines that the jobs run on."""
    form = "the ARN of a role or user of IAM"
    return Takers(
        plan=Named(arn=_matching(plan, _ARN, form)), deploy=Named(arn=_matching(deploy, _ARN, form))
    )


def projects(environment: str) -> Takers:
    """The two projects of CodeBuild that are made beside the roles."""
    return Takers(
        plan=Project(name=ci_project_name(environment, "review")),
        deploy=Project(name=ci_project_name(environment, "deploy")),
    )
