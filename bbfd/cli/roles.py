"""The stack of a job's roles, as a template."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace

import click

from bbfd.build.ci import build_roles
from bbfd.build.ci.asked import Asked, Source
from bbfd.build.ci.permitted import CALLED
from bbfd.cli.call import Call
from bbfd.cli.preview import Preview
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from bbfd.model.stack import Stack
from bbfd.model.trusted import Takers

_RESOLVED = re.compile(r"\{\{resolve:(secretsmanager|ssm)(?:-secure)?:")


def show_roles(
    call: Call, environment: str | None, takers: Takers, source: Source | None = None
) -> int:
    """Print the template as `bbfd preview` does, and how it is deployed."""
    project = call.project()
    stack = roles_of(project, environment, takers, source)
    with Preview(project, call, "yaml") as preview:
        preview.show(stack)
    if not preview.exit_code:
        _say_what_it_reaches(project, stack.tags["bbfd:environment"])
        region = project.environment(environment).value.region
        click.echo(
            f"deploy it once, as an administrator: aws cloudformation deploy --stack-name {stack.name} "
            f"--template-file FILE --capabilities CAPABILITY_IAM --region {region}",
            err=True,
        )
    return preview.exit_code


def _say_what_it_reaches(project: Project, place: str) -> None:
    """Permissions are given by how names begin, and one environment's may be how another's begins."""
    others = [name for name in project.environment_names if name.startswith(f"{place}-")]
    if others:
        click.echo(
            f"note: what is called {place}-... is {place}'s to these roles, so that they reach "
            f"{', '.join(others)}, too: give {place} a name that no other begins with, or an account of its own",
            err=True,
        )


def roles_of(
    project: Project, environment: str | None, takers: Takers, source: Source | None = None
) -> Stack:
    """The stack, for what the templates of this environment are made of now."""
    stacks = Stacks(project, project.environment(environment))
    every = (*stacks.of(tuple(stacks.services)), *stacks.beneath())
    text = json.dumps([stack.body for stack in every], default=dict)
    return build_roles(
        Asked(
            place=stacks.place,
            takers=takers,
            services=services_in(every),
            resolves=tuple(sorted(set(_RESOLVED.findall(text)))),
            source=source,
        )
    )


def services_in(stacks: Iterable[Stack]) -> tuple[str, ...]:
    """The services of AWS that templates have types of, as IAM calls them."""
    kinds = (
        str(resource.get("Type", "")).split("::")
        for stack in stacks
        for resource in stack.body.get("Resources", {}).values()
    )
    found = {kind[1].lower() for kind in kinds if len(kind) == 3 and kind[0] == "AWS"}
    return tuple(sorted({CALLED.get(name, name) for name in found}))


def with_provider(takers: Takers, arn: str | None) -> Takers:
    """The same, vouched for by a provider that is there."""
    return replace(takers, provider=arn) if arn else takers
