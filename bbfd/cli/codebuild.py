"""The projects of CodeBuild, as a template."""

from __future__ import annotations

import re

from bbfd.build.ci.asked import Source
from bbfd.ci.codebuild import VENDOR
from bbfd.ci.job import Job
from bbfd.ci.trusted import projects
from bbfd.cli.call import Call
from bbfd.cli.roles import show_roles
from bbfd.errors import UsageError

_REPOSITORY = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+", re.A)
_CONNECTION = re.compile(
    r"arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection/[\w-]+",
    re.A,
)


def show_projects(call: Call, job: Job, repository: str, connection: str) -> int:
    """Print the template of the projects and of their roles. Raises UsageError."""
    if not _REPOSITORY.fullmatch(repository):
        raise UsageError(
            f"{repository!r} is no repository of GitHub",
            fix="give https://github.com/OWNER/NAME.git",
        )
    if not _CONNECTION.fullmatch(connection):
        raise UsageError(
            f"{connection!r} is no connection's ARN",
            fix="`aws codeconnections list-connections` shows it",
        )
    source = Source(
        repository=repository,
        connection=connection,
        branch=job.branch,
        buildspec=VENDOR.path,
        privileged=job.builds,
    )
    return show_roles(call, job.first.name, projects(job.first.name), source)
