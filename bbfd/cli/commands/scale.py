"""Operate: set the count of a service by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@click.argument("count", metavar="N", type=click.IntRange(min=0))
@options.environment
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@click.pass_obj
def command(
    call: Call,
    service: str,
    count: int,
    environment: str | None,
    yes: bool,
    as_json: bool,
    timeout: float,
    wait_lock: float,
) -> int:
    """Have N tasks of a service run, and wait until they do.

    Where the service scales, N has to be between its bounds, and what scales it moves the count from there on. Else
    the count holds until a deploy changes the service: to keep it, write it in its file.

    \b
    Example:
      bbfd scale hello 3 --env local
    """
    from bbfd.cli.around import standing
    from bbfd.cli.switching import Asked, act_on_services
    from bbfd.deploy.operate.scale import scale

    asked = Asked(yes=yes, as_json=as_json, timeout=timeout, wait_lock=wait_lock)
    return act_on_services(
        call,
        standing(call, environment),
        (service,),
        lambda stack, wishes, means: scale(stack, count, wishes, means),
        asked,
    )
