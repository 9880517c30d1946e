"""Definitions after what people run: manifests of Copilot, compose files, task definitions.

Each folder is a project. Its services are written after files in public repositories, in our words and with names of
our own; what they must come to stands in the test of the same name. What cannot be said: docs/what-cannot-be-said.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bbfd.build import build
from bbfd.cli.project import Project
from bbfd.model.stack import Stack

HERE = Path(__file__).parent
PROJECTS = ("compose", "copilot", "tasks")


@cache
def project(name: str) -> Project:
    """One of them."""
    return Project(str(HERE / name))


@cache
def stack(where: str, service: str, place: str = "prod") -> Stack:
    """The stack of a service of a project."""
    found = project(where)
    return build(found.service(service), found.environment(place))


def everything() -> Iterator[tuple[str, str, str]]:
    """Project, service and environment of each stack."""
    for name in PROJECTS:
        for service in project(name).service_names:
            for place in project(name).environment_names:
                yield name, service, place
