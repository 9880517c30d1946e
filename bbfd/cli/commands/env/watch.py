"""Follow what runs on an environment's own stack, and on its registry's, to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.as_json
@options.timeout
@click.pass_obj
def command(call: Call, environment: str, as_json: bool, timeout: float) -> int:
    """Follow what runs on the stacks that services stand on, and end as their deploys would have: with the worst.

    \b
    Example:
      bbfd env watch local
    """
    from bbfd.cli.around import act_on_environment, standing
    from bbfd.deploy.after.reattach import reattach
    from bbfd.deploy.means import Wishes

    stacks = standing(call, environment)
    wishes = Wishes(timeout=timeout, registry=stacks.registry_name)
    return act_on_environment(
        call,
        stacks,
        lambda stack, means: reattach(stack, wishes, means),
        as_json=as_json,
    )
