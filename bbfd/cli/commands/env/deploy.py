"""Bring an environment's own stack and its registry up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@options.adopt
@options.force
@options.recover
@options.recreate
@click.pass_obj
def command(call: Call, /, environment: str, **asked: Any) -> int:
    """Deploy what services stand on: the registry, then the environment's own stack.

    The service-linked roles of ECS, Elastic Load Balancing and Auto Scaling are made where they are missing.

    \b
    Example:
      bbfd env deploy local --yes
    """
    from bbfd.cli.deploying import Asked, deploy
    from bbfd.cli.github_run import noted_for_github
    from bbfd.cli.stacks import Stacks

    with noted_for_github(call) as ledger:
        project = call.project()
        stacks = Stacks(project, project.environment(environment))
        return deploy(call, stacks, (), Asked(**asked), ledger)
