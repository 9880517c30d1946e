"""Bring an environment's own stack back, or its registry's, that a failed rollback left half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.skip
@options.yes
@options.as_json
@options.timeout
@click.pass_obj
def command(
    call: Call,
    environment: str,
    skip: tuple[str, ...],
    yes: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """Bring the stacks that services stand on back to the last state that held.

    \b
    Example:
      bbfd env recover local
    """
    from bbfd.cli.around import act_on_environment, standing
    from bbfd.deploy.after.recover import recover
    from bbfd.deploy.means import Wishes

    wishes = Wishes(timeout=timeout)
    return act_on_environment(
        call,
        standing(call, environment),
        lambda stack, means: recover(stack, wishes, means, skip),
        yes=yes,
        as_json=as_json,
    )
