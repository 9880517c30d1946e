"""Deploy: bring services up to date, with all that they stand on."""

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
@options.images
@options.tag
@options.missing_image
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@options.adopt
@options.force
@options.recover
@options.recreate
@options.keep_going
@options.at_once
@click.pass_obj
def command(
    call: Call,
    /,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    **asked: Any,
) -> int:
    """Deploy services to an environment, each as a stack of its own.

    The registry and the environment's own stack are brought up to date first, then the services, side by
    side, and in the order that they ask for (`after=`). Every plan is shown, and asked about where it
    changes anything. With --json, what happens is printed as one object a line.

    \b
    Example:
      bbfd deploy hello --env local
      bbfd deploy --all --env local --yes
    """
    from bbfd.cli.deploying import Asked, deploy
    from bbfd.cli.github_run import noted_for_github
    from bbfd.cli.stacks import meant

    with noted_for_github(call) as ledger:
        stacks, names = meant(call.project(), environment, services, every)
        return deploy(call, stacks, names, Asked(every=every, **asked), ledger)
