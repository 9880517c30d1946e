"""Bitbucket Pipelines.

https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/
"""

from __future__ import annotations

from typing import Any

from bbfd.ci.job import DEPLOY, REVIEW, Job, Target
from bbfd.ci.lines import COMMENT, checks, deploy, diff_and_comment, install, token
from bbfd.ci.vendor import Vendor, headed, told_first
from bbfd.template import write_yaml

_FIRST = (
    "{}",
    "The roles: `bbfd ci bitbucket --role --env E --repository WORKSPACE/NAME ...`; their ARNs go into the repository",
    "variables AWS_ROLE_PLAN, AWS_ROLE and AWS_ROLE_THEN. Each environment is a deployment of the same name.",
    "For a comment on pull requests: a repository access token (pullrequest:write) in BBFD_COMMENT_TOKEN, secured.",
)
_URL = "https://bitbucket.org/$BITBUCKET_REPO_FULL_NAME/pull-requests/$BITBUCKET_PR_ID"
_REPORT = "test-reports/check-{}.xml"  # where Bitbucket looks for JUnit's


def written(job: Job) -> str:
    """The pipelines. One from a fork runs in the fork, with nothing of this repository's."""
    check = {"step": _check(job)}
    body = {
        "image": f"python:{job.python}-slim",
        "options": {"max-time": REVIEW},
        "pipelines": {
            "pull-requests": {"**": [check, {"step": _diff(job)}]},
            "branches": {
                job.branch: [check, *({"step": _deploy(job, each)} for each in job.targets)]
            },
        },
    }
    whole = "requirements.txt" if job.install is None else "the repository variable BBFD"
    usual = f"; without one, {job.install}" if job.install else ""
    return headed(
        write_yaml(body),
        "A pull request is checked and told what it would change; what is pushed to "
        f"{job.branch} is deployed. Written by `bbfd ci bitbucket`.",
        "",
        "Before the first run:",
        *told_first(
            (_FIRST[0].format(f"What pip installs for BBFD says {whole}{usual}."), _FIRST[1])
        ),
        f"   {_FIRST[2]}",
        f"3. {_FIRST[3]}",
    )


def _prepared(job: Job) -> list[str]:
    """Bitbucket has no variables in its file: what is not set is what it was written with."""
    usual = f'export BBFD="${{BBFD:-{job.install}}}"'
    return [usual, install(job)] if job.install else [install(job)]


def _check(job: Job) -> dict[str, Any]:
    return {
        "name": "check",
        "script": [*_prepared(job), "mkdir -p test-reports", *checks(job, f"--junit {_REPORT}")],
    }


def _diff(job: Job) -> dict[str, Any]:
    role = job.plan_role or "$AWS_ROLE_PLAN"
    return {
        "name": "diff",
        "oidc": True,
        "script": [
            *_prepared(job),
            *_identity(role, job.first.region),
            diff_and_comment(job, _URL),
        ],
        "artifacts": [COMMENT],
    }


def _deploy(job: Job, target: Target) -> dict[str, Any]:
    """A deployment's steps run one at a time; the group holds the same for whatever else names it."""
    role = target.role or f"${target.variable}"
    return {
        "name": f"deploy {target.name}",
        "deployment": target.name,
        "concurrency-group": f"bbfd-{target.name}"[:50],
        **({"trigger": "manual"} if target.approval else {}),
        "oidc": True,
        "max-time": DEPLOY,
        **({"services": ["docker"]} if job.builds and target == job.first else {}),
        "script": [*_prepared(job), *_identity(role, target.region), deploy(job, target)],
    }


def _identity(role: str, region: str) -> tuple[str, ...]:
    """What AWS's libraries take a role with: no key, and nothing to install.

    https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
    """
    named = f'export AWS_ROLE_ARN="{role}" AWS_REGION={region}'
    return (named, token("BITBUCKET_STEP_OIDC_TOKEN"))


VENDOR = Vendor(name="bitbucket", path="bitbucket-pipelines.yml", written=written, first=_FIRST)
