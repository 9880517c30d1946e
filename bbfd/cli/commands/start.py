"""Operate: start services that were stopped."""

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
    return act_on_services(call, stacks, names, start, Asked(every=every, **asked))
