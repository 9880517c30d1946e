"""Deploy: give a deployment that waits for a word the word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@options.environment
@click.option("--rollback", is_flag=True, help="Go back to what ran before, instead of on.")
@options.yes
@options.as_json
@options.timeout
@click.pass_obj
def command(
    call: Call,
    service: str,
    environment: str | None,
    rollback: bool,
    yes: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """Let the deployment of a service that waits at a `Pause` go on, and follow it to its end.

    Ends as its deploy would have; with --rollback, with 0 once what ran before runs again. Where nothing waits,
    nothing is changed.

    \b
    Example:
      bbfd continue hello --env local
    """
    from bbfd.cli.around import act_on_service, standing
    from bbfd.deploy.after.carry_on import carry_on
    from bbfd.deploy.means import Wishes

    wishes = Wishes(timeout=timeout)
    return act_on_service(
        call,
        standing(call, environment),
        service,
        lambda stack, means: carry_on(stack, wishes, means, back=rollback),
        yes=yes,
        as_json=as_json,
    )
