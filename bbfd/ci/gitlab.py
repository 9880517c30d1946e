"""GitLab CI/CD: a pipeline.

https://docs.gitlab.com/ci/yaml/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.ci.job import DEPLOY, REVIEW, Job, Target
from bbfd.ci.lines import COMMENT, checks, deploy, diff_and_comment, install, token
from bbfd.ci.vendor import Vendor, headed, told_first
from bbfd.template import write_yaml

_FIRST = (
    "BBFD, below or in requirements.txt, is what pip installs.",
    "The roles: `bbfd ci gitlab --role --env E --repository GROUP/PROJECT`; their ARNs go into the project's CI/CD",
    "variables AWS_ROLE_PLAN, AWS_ROLE (protected) and AWS_ROLE_THEN (protected); the branch is a protected one.",
    "For a comment on merge requests: a project access token (api) in the masked variable BBFD_COMMENT_TOKEN.",
)
# Images are built without a daemon, and without a runner that may do anything.
# https://docs.gitlab.com/ci/docker/buildah_rootless_tutorial/
_ENGINE = {"BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "vfs"}
_ENGINES = "apt-get update -qq && apt-get install -y -qq --no-install-recommends buildah"
_MERGES = '$CI_PIPELINE_SOURCE == "merge_request_event"'
_OWN = f"{_MERGES} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID"
_URL = "$CI_MERGE_REQUEST_PROJECT_URL/-/merge_requests/$CI_MERGE_REQUEST_IID"
_REPORT = "bbfd-check-{}.xml"


def written(job: Job) -> str:
    """The pipeline. A merge request from a fork is checked, and gets no role."""
    pushed = _pushed(job)
    body = {
        "stages": ["review", "deploy"],
        "workflow": {"rules": [{"if": _MERGES}, {"if": pushed}]},
        "default": {
            "image": f"python:{job.python}-slim",
            "before_script": [install(job)],
            "interruptible": False,
        },
        **({"variables": job.variables} if job.variables else {}),
        "check": {
            "stage": "review",
            "timeout": f"{REVIEW} minutes",
            "script": list(checks(job, f"--junit {_REPORT}")),
            "artifacts": {"when": "always", "reports": {"junit": _REPORT.replace("{}", "*")}},
        },
        "diff": _diff(job),
        **dict(_deploys(job, pushed)),
    }
    return headed(
        write_yaml(body),
        "A merge request is checked and told what it would change; what is pushed to "
        f"{job.branch} is deployed. Written by `bbfd ci gitlab`.",
        "",
        "Before the first run:",
        *told_first(_FIRST[:2]),
        f"   {_FIRST[2]}",
        f"3. {_FIRST[3]}",
    )


def _pushed(job: Job) -> str:
    return f'$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "{job.branch}"'


def _diff(job: Job) -> dict[str, Any]:
    return {
        "stage": "review",
        "rules": [{"if": _OWN}],
        "timeout": f"{REVIEW} minutes",
        "needs": [],
        **_identity(job.plan_role or "$AWS_ROLE_PLAN", job.first.region, {}),
        "script": [token("AWS_TOKEN"), diff_and_comment(job, _URL)],
        "artifacts": {
            "when": "always",
            "paths": [COMMENT],
            "expose_as": "what a deploy would change",
        },
    }


def _deploys(job: Job, pushed: str) -> Iterator[tuple[str, dict[str, Any]]]:
    before = "check"
    for target in job.targets:
        name = f"deploy-{target.name}"
        yield name, _deploy(job, target, before, pushed)
        before = name


def _deploy(job: Job, target: Target, before: str, pushed: str) -> dict[str, Any]:
    rule = {"if": pushed, **({"when": "manual"} if target.approval else {})}
    makes = job.builds and target == job.first
    return {
        "stage": "deploy",
        "rules": [rule],
        "timeout": f"{DEPLOY} minutes",
        "needs": [before],
        "environment": {"name": target.name},
        "resource_group": f"bbfd-{target.name}",
        **_identity(target.role or f"${target.variable}", target.region, _ENGINE if makes else {}),
        "script": [*([_ENGINES] if makes else []), token("AWS_TOKEN"), deploy(job, target)],
    }


def _identity(role: str, region: str, more: Mapping[str, str]) -> dict[str, Any]:
    """What AWS's libraries take a role with: no key, and nothing to install.

    https://docs.gitlab.com/ci/cloud_services/aws/
    """
    return {
        "id_tokens": {"AWS_TOKEN": {"aud": "sts.amazonaws.com"}},
        "variables": {"AWS_ROLE_ARN": role, "AWS_REGION": region, **more},
    }


VENDOR = Vendor(name="gitlab", path=".gitlab-ci.yml", written=written, first=_FIRST)
