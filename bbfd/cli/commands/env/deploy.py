"""Bring an environment's own stack and its registry up to date."""

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
@options.wait_lock
@options.adopt
@options.force
@options.recover
@options.recreate
@click.pass_obj
def command(
    call: Call,
    environment: str,
    yes: bool,
    as_json: bool,
    timeout: float,
    wait_lock: float,
    adopt: bool,
    force: bool,
    recover: bool,
    recreate: bool,
) -> int:
    """Deploy what services stand on: the registry, then the environment's own stack.

    The service-linked roles of ECS, Elastic Load Balancing and Auto Scaling are made where they are missing.
    """
    from bbfd.cli.deploying import Asked, deploy
    from bbfd.cli.stacks import Stacks

    project = call.project()
    stacks = Stacks(project, project.environment(environment))
    asked = Asked(
        adopt=adopt,
        force=force,
        recover=recover,
        recreate=recreate,
        timeout=timeout,
        wait_lock=wait_lock,
        yes=yes,
        as_json=as_json,
    )
    return deploy(call, stacks, (), asked)
