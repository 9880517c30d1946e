"""Look: the operations of a stack, with whose they were and how they ended."""

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
@options.newest
@options.as_json
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    newest: int,
    as_json: bool,
) -> None:
    """List the operations of the stacks of services, the newest first.

    What has a number is kept: `bbfd rollback SERVICE --to N` goes back to it. CloudFormation keeps the
    events that the others are told by for about 90 days.

    \b
    Example:
      bbfd history hello --env local
      bbfd history --all --env local --last 3
    """
    from functools import partial

    from bbfd.cli.around import look_at_services
    from bbfd.cli.blamed import background
    from bbfd.cli.examining import show_histories
    from bbfd.cli.stacks import meant
    from bbfd.deploy.after.recount import recount

    stacks, names = meant(call.project(), environment, services, every)
    look = partial(recount, registry=stacks.registry_name, newest=newest)
    found = look_at_services(call, stacks, names, look, every=every)
    show_histories(found, background(stacks), as_json=as_json)
