"""Operate: start services that were stopped."""

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
@options.timeout
@options.wait_lock
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    as_json: bool,
    timeout: float,
    wait_lock: float,
) -> int:
    """Start services that `bbfd stop` stopped, with the count and the autoscaling that they had, and wait until they
    run.

    With --all everything that is deployed, in the order of `after=`.

    \b
    Example:
      bbfd start --all --env local
    """
    from bbfd.cli.stacks import meant
    from bbfd.cli.switching import Asked, act_on_services
    from bbfd.deploy.operate.start import start

    stacks, names = meant(call.project(), environment, services, every)
    asked = Asked(every=every, as_json=as_json, timeout=timeout, wait_lock=wait_lock)
    return act_on_services(call, stacks, names, start, asked)
