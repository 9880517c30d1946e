"""Look: the operations of a stack, with whose they were and how they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@options.environment
@options.as_json
@click.pass_obj
def command(call: Call, service: str, environment: str | None, as_json: bool) -> None:
    """List the operations of the stack of a service, the newest first.

    CloudFormation keeps the events that they are told by for about 90 days.

    \b
    Example:
      bbfd history hello --env local
    """
    from bbfd.cli.around import look_at_service, standing
    from bbfd.cli.blamed import background
    from bbfd.cli.examining import show_histories
    from bbfd.deploy.after.recount import recount

    stacks = standing(call, environment)
    found = [look_at_service(call, stacks, service, recount)]
    show_histories(found, background(stacks), as_json=as_json)
