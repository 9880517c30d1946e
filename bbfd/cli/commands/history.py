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
@options.newest
@options.as_json
@click.pass_obj
def command(call: Call, service: str, environment: str | None, newest: int, as_json: bool) -> None:
    """List the operations of the stack of a service, the newest first.

    What has a number is kept: `bbfd rollback SERVICE --to N` goes back to it. CloudFormation keeps the
    events that the others are told by for about 90 days.

    \b
    Example:
      bbfd history hello --env local
    """
    from functools import partial

    from bbfd.cli.around import look_at_service, standing
    from bbfd.cli.blamed import background
    from bbfd.cli.examining import show_histories
    from bbfd.deploy.after.recount import recount

    stacks = standing(call, environment)
    look = partial(recount, registry=stacks.registry_name, newest=newest)
    found = [look_at_service(call, stacks, service, look)]
    show_histories(found, background(stacks), as_json=as_json)
