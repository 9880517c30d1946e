"""Deploy: bring a stack back that a failed rollback, or a failed update, left half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@options.environment
@options.skip
@options.yes
@options.as_json
@options.timeout
@click.pass_obj
def command(
    call: Call,
    service: str,
    environment: str | None,
    skip: tuple[str, ...],
    yes: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """Bring the stack of a service back to the last state that held.

    A rollback that failed goes on; an update that failed and was left as it was is rolled back. Nothing is skipped
    unless it is named. A first attempt that failed, or a deletion, is told with what it holds: nothing is done to it.

    \b
    Example:
      bbfd recover hello --env local
    """
    from bbfd.cli.around import act_on_service, standing
    from bbfd.deploy.after.recover import recover
    from bbfd.deploy.means import Wishes

    wishes = Wishes(timeout=timeout)
    return act_on_service(
        call,
        standing(call, environment),
        service,
        lambda stack, means: recover(stack, wishes, means, skip),
        yes=yes,
        as_json=as_json,
    )
