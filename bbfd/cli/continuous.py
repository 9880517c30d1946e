"""A job as a file: what the project says of it, and a file that nothing is lost of."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff

import click

from bbfd.ci.job import Job, Target
from bbfd.ci.vendor import Vendor
from bbfd.cli.call import Call
from bbfd.cli.project import Project
from bbfd.cli.workflow import REQUIREMENT, requirements_here
from bbfd.cli.written import read, write
from bbfd.discover import did_you_mean, one_of
from bbfd.errors import Refused, UsageError
from bbfd.model.access import Local
from bbfd.model.build import Build
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment

REQUIREMENTS = "requirements.txt"
# BBFD among them, or what `bbfd init` writes where a person has to say it.
_NAMED = re.compile(r"^(# )?bbfd\b", re.M)
_VARIABLES = ("AWS_ROLE", "AWS_ROLE_THEN")
# What goes into a shell line, a pattern or a condition without quotes has to need none.
_BRANCH = re.compile(r"[A-Za-z0-9][\w./-]*", re.A)
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", re.A)
_INSTALL = re.compile(r"[\w.\[\], @:/+~=<>!%&?#-]+", re.A)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for with the call."""

    environment: str | None
    then: tuple[str, ...]
    services: tuple[str, ...]
    branch: str
    approval: bool
    install: str | None
    plan_role: str | None
    deploy_roles: tuple[str, ...]


def job_of(project: Project, asked: Asked) -> Job:
    """The job that is meant. Raises UsageError, DefinitionError."""
    first = project.environment(asked.environment)
    places = (first, *(project.environment(name) for name in asked.then))
    _must_differ([place.name for place in places])
    _must_be_of_aws(project, places)
    _must_be_known(project, asked.services)
    whole = os.path.join(project.root, REQUIREMENTS)
    required = read(whole) if os.path.exists(whole) else None
    return Job(
        targets=_targets(places, asked),
        services=asked.services,
        branch=_matching(asked.branch, _BRANCH, "the name of a branch"),
        builds=_builds(project, asked.services),
        plan_role=_matching(asked.plan_role, _ROLE, "the ARN of a role") if asked.plan_role else "",
        install=_installed(asked.install, required),
        requirements=required is not None,
    )


def _targets(places: Sequence[Definition[Environment]], asked: Asked) -> tuple[Target, ...]:
    roles = [_matching(role, _ROLE, "the ARN of a role") for role in asked.deploy_roles]
    if roles and len(roles) != len(places):
        raise UsageError(
            f"{len(roles)} roles for {len(places)} environments",
            fix="give --deploy-role once for each environment, in their order",
        )
    return tuple(
        Target(
            name=place.name,
            region=place.value.region,
            role=roles[at] if roles else "",
            variable=_variable(at),
            approval=asked.approval or place.value.approval,
        )
        for at, place in enumerate(places)
    )


def deliver(call: Call, vendor: Vendor, text: str, out: str | None, *, force: bool) -> None:
    """Write the job where the vendor looks for it, or say how it differs from what is there. Raises Refused."""
    if out == "-":
        sys.stdout.write(text)
        return
    path = out or os.path.join(call.project().root, *vendor.path.split("/"))
    there = read(path) if os.path.lexists(path) else None
    if there == text:
        click.echo(f"{path}: says so already", err=True)
        return
    if there is not None and not force:
        _show_difference(path, there, text)
        raise Refused(
            f"{path} says something else", fix="look at the difference, then give --force, or --out"
        )
    write(path, text)
    click.echo(path, err=True)


def _variable(at: int) -> str:
    return _VARIABLES[at] if at < len(_VARIABLES) else f"{_VARIABLES[-1]}_{at}"


def _must_differ(names: Sequence[str]) -> None:
    if len(set(names)) != len(names):
        raise UsageError("one environment was named twice", fix="name each once")


def _must_be_of_aws(project: Project, places: Sequence[Definition[Environment]]) -> None:
    """Refuse the embedded AWS: it is in a folder of one machine, and a job begins with an empty one."""
    local = [place.name for place in places if isinstance(place.value.aws, Local)]
    if not local:
        return
    others = [name for name in project.environment_names if name not in local]
    raise UsageError(
        f"the environment {local[0]} is on the embedded AWS: no job deploys to it",
        fix=f"name one of an account of AWS: {one_of(others)}"
        if others
        else "write one of an account of AWS: environments/NAME.py without aws=Local()",
    )


def _must_be_known(project: Project, names: Sequence[str]) -> None:
    for name in names:
        if name not in project.service_names:
            raise UsageError(
                f"there is no service `{name}`", fix=did_you_mean(name, project.service_names)
            )


def _builds(project: Project, names: Sequence[str]) -> bool:
    """Whether an image of these services is built from source."""
    return any(
        isinstance(container.image, Build)
        for service in project.services(names or None)
        for container in (service.value.container, *service.value.sidecars)
    )


def _installed(given: str | None, required: str | None) -> str | None:
    """As it was asked for; None where the project's requirements have it; else as BBFD was installed here.

    "" where only this machine has it.
    """
    if given is not None:
        return _matching(given, _INSTALL, "what pip takes")
    if required is not None and _NAMED.search(required):
        return None
    found = REQUIREMENT.fullmatch(requirements_here())
    return found[1] if found and _INSTALL.fullmatch(found[1]) else ""


def _matching(given: str, shape: re.Pattern[str], what: str) -> str:
    if not shape.fullmatch(given):
        raise UsageError(f"{given!r} is not {what}", fix="give it as it is written there")
    return given


def _show_difference(path: str, there: str, wanted: str) -> None:
    from bbfd.report.line import Line, text

    told = unified_diff(there.splitlines(), wanted.splitlines(), path, "written anew", lineterm="")
    sys.stdout.write(text(Line(line) for line in told))
