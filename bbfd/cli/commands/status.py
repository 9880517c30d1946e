"""Look: the stack of a service, its resources, what runs, and where it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@options.every
@options.as_json
@click.pass_obj
def command(
    call: Call, services: tuple[str, ...], environment: str | None, every: bool, as_json: bool
) -> None:
    """Show what is there: the stack and its resources, the ECS service, its task definition and image, the
    target group, and the URL.

    \b
    Example:
      bbfd status hello --env local
    """
    from bbfd.cli.call import chosen
    from bbfd.cli.looking import look_at_services

    project = call.project()
    place = project.environment(environment)
    names = chosen(project, services, every)
    look_at_services(call, project, place, names, every=every, as_json=as_json)
