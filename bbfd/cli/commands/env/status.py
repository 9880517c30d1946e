"""An environment's own stack and its registry's, as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.as_json
@click.pass_obj
def command(call: Call, environment: str, as_json: bool) -> int:
    """Show the stacks that services stand on.

    \b
    Example:
      bbfd env status local
    """
    from bbfd.cli.looking import look
    from bbfd.model.naming import environment_stack_name, registry_stack_name

    project = call.project()
    place = project.environment(environment)
    names = [registry_stack_name(place.value.registry.name), environment_stack_name(place.name)]
    return look(call, project, place, names, as_json=as_json)
