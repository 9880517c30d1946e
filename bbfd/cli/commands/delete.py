"""Deploy: take services away: shows what goes and what stays, then asks."""

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
@options.yes
@options.as_json
@options.timeout
@options.adopt
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    yes: bool,
    as_json: bool,
    timeout: float,
    adopt: bool,
) -> int:
    """Delete the stacks of services. The environment that they are in stays: `bbfd env delete`.

    In a protected environment nothing is deleted: take `protected` from its file first.

    \b
    Example:
      bbfd delete hello --env local
    """
    from bbfd.cli.deleting import delete_services
    from bbfd.cli.deploying import Asked
    from bbfd.cli.stacks import meant

    stacks, names = meant(call.project(), environment, services, every)
    asked = Asked(adopt=adopt, timeout=timeout, yes=yes, as_json=as_json)
    return delete_services(call, stacks, names, asked)
