"""Deploy: break off what runs on a stack, and go back to what ran before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@options.environment
@options.stop_service
@options.yes
@options.as_json
@options.timeout
@click.pass_obj
def command(
    call: Call,
    service: str,
    environment: str | None,
    stop_service: bool,
    yes: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """Cancel the update that runs on the stack of a service, and follow it until it is rolled back.

    CloudFormation cannot cancel a creation: there, the deployment of the ECS service is stopped, so that it fails.
    Ends with 0 once what ran before runs again, and where nothing runs that could be cancelled.

    \b
    Example:
      bbfd cancel hello --env local
    """
    from bbfd.cli.around import act_on_service, standing
    from bbfd.deploy.after.cancel import cancel
    from bbfd.deploy.means import Wishes

    wishes = Wishes(timeout=timeout)
    return act_on_service(
        call,
        standing(call, environment),
        service,
        lambda stack, means: cancel(stack, wishes, means, stop_service=stop_service),
        yes=yes,
        as_json=as_json,
    )
