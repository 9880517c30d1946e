"""Look: everything that stands in the way of a deploy, and what the running services suffer from."""

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
) -> int:
    """Examine services: all that a deploy would be refused for, all at once, and what runs and is not well.

    Each is told with why, and what to type. Nothing is changed, and no change set is made. Ends with 0 where all is
    well, 3 where a deploy would be refused, 4 where a service that runs suffers.

    \b
    Example:
      bbfd doctor hello --env local
      bbfd doctor --all --env local --json
    """
    from bbfd.cli.examinations import examine
    from bbfd.cli.stacks import meant

    stacks, names = meant(call.project(), environment, services, every)
    return examine(call, stacks, names, as_json=as_json)
