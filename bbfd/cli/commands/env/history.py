"""The operations of an environment's own stack and of its registry's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.newest
@options.as_json
@click.pass_obj
def command(call: Call, environment: str, newest: int, as_json: bool) -> None:
    """List the operations of the stacks that services stand on, the newest first.

    \b
    Example:
      bbfd env history local
    """
    from functools import partial

    from bbfd.cli.around import look_at_environment, standing
    from bbfd.cli.blamed import background
    from bbfd.cli.examining import show_histories
    from bbfd.deploy.after.recount import recount

    stacks = standing(call, environment)
    look = partial(recount, registry=stacks.registry_name, newest=newest)
    found = look_at_environment(call, stacks, look)
    show_histories(found, background(stacks), as_json=as_json)
