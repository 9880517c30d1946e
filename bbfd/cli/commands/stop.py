"""Operate: stop services, until they are started again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
@options.wait_lock
@click.pass_obj
def command(
    call: Call,
    /,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    **asked: Any,
) -> int:
    """Stop services: no task runs, and nothing starts one, until `bbfd start` brings back what was.

    The count becomes 0 and its autoscaling is held; schedules and rules of events are turned off. With --all
    everything that is deployed, those that come after others first. In a protected environment it is asked.

    \b
    Example:
      bbfd stop --all --env local
    """
    from bbfd.cli.stacks import meant
    from bbfd.cli.switching import Asked, act_on_services
    from bbfd.deploy.operate.stop import stop

    stacks, names = meant(call.project(), environment, services, every)
    return act_on_services(
        call, stacks, names, stop, Asked(every=every, last_first=True, keep_going=True, **asked)
    )
