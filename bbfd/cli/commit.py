"""Which commit the definitions are of: what the CI says, else what git says."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.cli.stacks import Stacks

# The commit that a job runs for, as each CI calls it: GitHub, GitLab, Bitbucket, CodeBuild, Azure, Jenkins, CircleCI.
_VARIABLES = (
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
    "BITBUCKET_COMMIT",
    "CODEBUILD_RESOLVED_SOURCE_VERSION",
    "BUILD_SOURCEVERSION",
    "GIT_COMMIT",
    "CIRCLE_SHA1",
)
_PATIENCE = 5.0  # seconds


def commit_of(call: Call, stacks: Stacks) -> str:
    """Name the commit; "" where none is known."""
    return commit_at(call, str(stacks.project.root))


def commit_at(call: Call, folder: str) -> str:
    """Name the commit of what is in a folder; "" where none is known."""
    said = (call.outside.variables.get(name) for name in _VARIABLES)
    return next((text for text in said if text), "") or _by_git(folder)


def _by_git(folder: str) -> str:
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["git", "-C", folder, "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=True,
            timeout=_PATIENCE,
        )
        return done.stdout.strip()
    return ""
