"""AWS CodeBuild: a buildspec for two projects, told apart by the variable BBFD_JOB.

`bbfd ci codebuild --role` makes the projects and their roles; each has its role from AWS, and takes no other.
https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.ci.job import Job
from bbfd.ci.lines import checks, deploy, diff_and_comment, install
from bbfd.ci.vendor import Vendor, headed
from bbfd.template import write_yaml

_URL = "${CODEBUILD_SOURCE_REPO_URL%.git}/pull/${CODEBUILD_WEBHOOK_TRIGGER#pr/}"
_REPORTS = "bbfd-reports"


def written(job: Job) -> str:
    """The buildspec. The project that reviews has a role that plans, whatever a pull request writes in here."""
    told = (
        f"A pull request is checked and told what it would change; what is pushed to {job.branch} is deployed.",
        "Written by `bbfd ci codebuild`.",
        "",
        "Before the first run: the two projects and their roles,",
        "`bbfd ci codebuild --role --env E --repository https://github.com/OWNER/NAME.git --connection ARN`.",
        "BBFD is what pip installs. For a comment on pull requests: BBFD_COMMENT_TOKEN, of Secrets Manager.",
    )
    return headed(write_yaml(_body(job)), *told)


def _body(job: Job) -> dict[str, Any]:
    commands = [f"mkdir -p {_REPORTS}", *checks(job, f"--junit {_REPORTS}/check-{{}}.xml")]
    return {
        "version": 0.2,
        "env": {"shell": "bash", **({"variables": job.variables} if job.variables else {})},
        "phases": {
            "install": {
                "on-failure": "ABORT",
                "runtime-versions": {"python": job.python},
                "commands": [install(job)],
            },
            "pre_build": {"on-failure": "ABORT", "commands": commands},
            "build": {"on-failure": "ABORT", "commands": [_by_job(job)]},
        },
        "reports": {
            "bbfd-check": {
                "files": ["*.xml"],
                "base-directory": _REPORTS,
                "file-format": "JUNITXML",
            }
        },
    }


def _by_job(job: Job) -> str:
    """One after the other in one build: each goes on with the role of the environment's `Access(role=...)`."""
    review = "".join(f"  {line}\n" for line in diff_and_comment(job, _URL).splitlines())
    deploys = "".join(f"  {line}\n" for line in _deploys(job))
    return f'set -e\nif [ "$BBFD_JOB" = deploy ]; then\n{deploys}else\n{review}fi\n'


def _deploys(job: Job) -> Iterator[str]:
    """As far as nobody has to agree: a project of CodeBuild cannot ask."""
    for target in job.targets:
        line = deploy(job, target)
        if target.approval:
            yield f"echo 'a person goes on: {line.removesuffix(' --yes')}'"
            return
        yield line


VENDOR = Vendor(name="codebuild", path="buildspec.yml", written=written)
