"""Take away the environments whose time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.like
@options.environment
@click.option("--dry-run", is_flag=True, help="Only say which: nothing is deleted.")
@options.yes
@options.as_json
@options.timeout
@click.pass_obj
def command(
    call: Call,
    like: str | None,
    environment: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    timeout: float,
) -> int:
    """Take away the environments that came up like this one and are due, with the services in them.

    What goes and what stays is shown before each stack, and done once agreed to. One that was prolonged, or that
    something is done to, is left; one that fails keeps none of the others.

    \b
    Example:
      bbfd env reap --like local --yes
    """
    from bbfd.cli.call import either
    from bbfd.cli.deploying import Asked
    from bbfd.cli.reaping import reap_all, show_due
    from bbfd.cli.stacks import Stacks

    project = call.project()
    stacks = Stacks(project, project.environment(either(like, environment)))
    if dry_run:
        show_due(call, stacks, as_json=as_json)
        return 0
    return reap_all(call, stacks, Asked(timeout=timeout, yes=yes, as_json=as_json))
