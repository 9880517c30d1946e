"""Operate: new tasks in place of those that run."""

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
    """Have ECS roll out new tasks of what runs, as a deploy does, and follow that to its end.

    The revision stays, and so does the image, to the byte. With --all everything that is deployed and not stopped,
    in the order of `after=`.

    \b
    Example:
      bbfd restart hello --env local
    """
    from bbfd.cli.stacks import meant
    from bbfd.cli.switching import Asked, act_on_services
    from bbfd.deploy.operate.restart import restart

    stacks, names = meant(call.project(), environment, services, every)
    return act_on_services(call, stacks, names, restart, Asked(every=every, **asked))
