"""A new project's continuous deployment job, and what it installs."""

from __future__ import annotations

import json
import re

from bbfd._version import __version__
from bbfd.ci.github import VENDOR
from bbfd.ci.job import Job, Target


def workflow(environment: str, region: str) -> str:
    """The job of a new project: for every service, with what its requirements.txt installs."""
    target = Target(name=environment, region=region)
    return VENDOR.written(Job(targets=(target,), install=None, requirements=True))


# The one line of it that is no comment.
REQUIREMENT = re.compile(r"([^#\n]+)\n")
_UNKNOWN = """\
# BBFD itself was installed from a folder here, which a job elsewhere does not have. Say where it gets it:
# bbfd[lint] @ git+https://HOST/OWNER/REPOSITORY@COMMIT
# or, from a package index of your own: bbfd[lint]==VERSION
"""


def requirements(direct_url: str | None, *, installed: bool) -> str:
    """The file of what a job installs: BBFD as it is installed here, with cfn-lint.

    direct_url: what pip noted of where it came from; None where that was a package index.
    https://packaging.python.org/specifications/direct-url/
    """
    if not installed:
        return _UNKNOWN
    if direct_url is None:
        return f"bbfd[lint]=={__version__}\n"
    noted = json.loads(direct_url)
    url, vcs = noted["url"], noted.get("vcs_info")
    if url.startswith("file:"):
        return _UNKNOWN
    return (
        f"bbfd[lint] @ {vcs['vcs']}+{url}@{vcs['commit_id']}\n" if vcs else f"bbfd[lint] @ {url}\n"
    )


def requirements_here() -> str:
    """The same, of the BBFD that runs."""
    from importlib import metadata

    try:
        found = metadata.distribution("bbfd")
    except metadata.PackageNotFoundError:
        return requirements(None, installed=False)
    return requirements(found.read_text("direct_url.json"), installed=True)
