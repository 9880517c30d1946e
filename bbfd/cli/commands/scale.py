"""Operate: set the count of a service by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@click.argument("count", metavar="N", type=click.IntRange(min=0))
@options.environment
@options.every
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@click.pass_obj
def command(
    call: Call,
    /,
    services: tuple[str, ...],
    count: int,
    environment: str | None,
    every: bool,
    **asked: Any,
) -> int:
    """Have N tasks of each service run, and wait until they do.

    Where the service scales, N has to be between its bounds, and what scales it moves the count from there on. Else
    the count holds until a deploy changes the service: to keep it, write it in its file. Of several, and with --all of
    everything that is deployed, what has no count or is stopped is left as it is.

    \b
    Example:
      bbfd scale hello 3 --env local
      bbfd scale web mailer 2 --env prod --yes
    """
    from bbfd.cli.stacks import meant
    from bbfd.cli.switching import Asked, act_on_services
    from bbfd.deploy.operate.scale import scale

    stacks, names = meant(call.project(), environment, services, every)
    return act_on_services(
        call,
        stacks,
        names,
        lambda stack, wishes, means: scale(stack, count, wishes, means),
        Asked(every=every, keep_going=True, **asked),
    )
