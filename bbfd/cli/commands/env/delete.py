"""Take an environment away, once no service is left in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.like
@click.option("--all", "every", is_flag=True, help="With the services that are in it.")
@options.yes
@options.as_json
@options.timeout
@options.adopt
@click.pass_obj
def command(
    call: Call,
    environment: str,
    like: str | None,
    every: bool,
    yes: bool,
    as_json: bool,
    timeout: float,
    adopt: bool,
) -> int:
    """Delete an environment's own stack, and its registry where no other environment shares it.

    Its services go first: `bbfd delete --all --env E`, or --all here. One that comes and goes is found by --like
    where it is not known in this checkout. In a protected environment nothing is deleted.
    Shown before, and done once agreed to: the artifacts bucket is emptied, EC2 instances lose their protection
    from scale-in.

    \b
    Example:
      bbfd env delete local
      bbfd env delete pr-123 --like local --all --yes
    """
    from bbfd.cli.bringing_up import called
    from bbfd.cli.deleting import delete_environment
    from bbfd.cli.deploying import Asked
    from bbfd.cli.stacks import Stacks

    project = call.project()
    stacks = Stacks(project, called(project, environment, like))
    asked = Asked(adopt=adopt, timeout=timeout, yes=yes, as_json=as_json)
    return delete_environment(call, stacks, asked, every=every)
