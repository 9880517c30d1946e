"""Break off what runs on an environment's own stack, or on its registry's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.yes
@options.as_json
@options.timeout
@click.pass_obj
def command(call: Call, environment: str, yes: bool, as_json: bool, timeout: float) -> int:
    """Cancel the update that runs on a stack that services stand on, and follow it until it is rolled back.

    \b
    Example:
      bbfd env cancel local
    """
    from bbfd.cli.around import act_on_environment, standing
    from bbfd.deploy.after.cancel import cancel
    from bbfd.deploy.means import Wishes

    wishes = Wishes(timeout=timeout)
    return act_on_environment(
        call,
        standing(call, environment),
        lambda stack, means: cancel(stack, wishes, means),
        yes=yes,
        as_json=as_json,
    )
