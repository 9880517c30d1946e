"""The jobs as files, and their roles as templates: what `bbfd ci` writes, kept as text. `make golden` writes them anew.

VENDOR/NAME: a job. Names are those that the vendor looks for, without their folders. roles/VENDOR.yml: its roles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from bbfd.build.ci.asked import Source
from bbfd.ci import bitbucket, codebuild, github, gitlab, jenkins, trusted
from bbfd.ci.job import Job, Target
from bbfd.ci.vendor import Vendor
from bbfd.cli.project import Project
from bbfd.cli.roles import roles_of
from bbfd.model.stack import Stack
from bbfd.model.trusted import Takers
from bbfd.template import write_yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
VENDORS: Mapping[str, Vendor] = MappingProxyType(
    {each.VENDOR.name: each.VENDOR for each in (github, gitlab, bitbucket, codebuild, jenkins)}
)
STAGE = Target(name="stage", region="eu-west-1")
PROD = Target(name="prod", region="eu-central-1", variable="AWS_ROLE_THEN", approval=True)
PLAIN = Job(targets=(STAGE,), install="bbfd[lint]==1.2.3")
WHOLE = Job(
    targets=(STAGE, PROD),
    services=("hello", "mailer"),
    branch="release/2",
    builds=True,
    install=None,
    requirements=True,
)
UUID = "01234567-89ab-cdef-0123-456789abcdef"
CONNECTION = "arn:aws:codeconnections:eu-west-1:222222222222:connection/0a1b2c3d"
SOURCE = Source(repository="https://github.com/octo/shop.git", connection=CONNECTION)
AGENTS = "arn:aws:iam::222222222222:role/jenkins-agents"
TAKERS: Mapping[str, tuple[Takers, Source | None]] = MappingProxyType(
    {
        "github": (trusted.github("octo/shop", "main"), None),
        "gitlab": (trusted.gitlab("octo/shop", "main"), None),
        "bitbucket": (trusted.bitbucket("octo/shop", UUID, UUID, UUID), None),
        "codebuild": (trusted.projects("stage"), SOURCE),
        "jenkins": (trusted.named(AGENTS, AGENTS), None),
    }
)


def roles(vendor: str) -> Stack:
    """The roles of a vendor's jobs in the environment `stage` of this project."""
    takers, source = TAKERS[vendor]
    return roles_of(Project(str(ROOT)), "stage", takers, source)


def texts() -> Iterator[tuple[str, str]]:
    """Each file with what it says."""
    for name, vendor in VENDORS.items():
        file = vendor.path.rpartition("/")[2]
        yield f"{name}/{file}", vendor.written(PLAIN)
        yield f"{name}-whole/{file}", vendor.written(WHOLE)
        yield f"roles/{name}.yml", write_yaml(roles(name).body)


def kept() -> set[str]:
    """The files that are kept."""
    found = (
        path for path in HERE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")
    )
    return {path.relative_to(HERE).as_posix() for path in found}
