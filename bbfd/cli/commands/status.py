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
@click.option("--watch", is_flag=True, help="Look again and again, until Ctrl-C.")
@options.as_json
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    watch: bool,
    as_json: bool,
) -> int:
    """Show what is there: the stack and its last deployment, the ECS service and its tasks, what they run and what
    scales them, target groups, alarms, schedules and rules of events, and the URL.

    Ends with 4 where something is not healthy, 6 where that cannot be known. With --watch it is drawn anew on a
    terminal; elsewhere changes are printed as lines.

    \b
    Example:
      bbfd status hello --env local
    """
    from bbfd.cli.call import chosen
    from bbfd.cli.looking import look_at_services

    project = call.project()
    place = project.environment(environment)
    names = chosen(project, services, every)
    return look_at_services(call, project, place, names, every=every, as_json=as_json, watch=watch)
