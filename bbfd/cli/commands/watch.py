"""Deploy: follow what runs on a stack, whoever began it, to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@options.environment
@options.as_json
@options.timeout
@click.pass_obj
def command(
    call: Call, service: str, environment: str | None, as_json: bool, timeout: float
) -> int:
    """Follow what runs on the stack of a service, and end as its deploy would have.

    Where nothing runs: how the last operation ended, and whether the service is healthy. Nothing is changed; Ctrl-C
    leaves what runs to AWS.

    \b
    Example:
      bbfd watch hello --env local
    """
    from bbfd.cli.around import act_on_service, standing
    from bbfd.deploy.after.reattach import reattach
    from bbfd.deploy.means import Wishes

    stacks = standing(call, environment)
    wishes = Wishes(timeout=timeout, registry=stacks.registry_name)
    return act_on_service(
        call,
        stacks,
        service,
        lambda stack, means: reattach(stack, wishes, means),
        as_json=as_json,
    )
