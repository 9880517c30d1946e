"""Why the last operation on an environment's own stack, or on its registry's, failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@options.as_json
@click.pass_obj
def command(call: Call, environment: str, as_json: bool) -> None:
    """Say what is wrong with the stacks that services stand on, from all that AWS still tells of them.

    \b
    Example:
      bbfd env diagnose local
    """
    from bbfd.cli.around import look_at_environment, standing
    from bbfd.cli.blamed import background
    from bbfd.cli.examining import show_diagnoses
    from bbfd.deploy.after.diagnosis import diagnose

    stacks = standing(call, environment)
    found = look_at_environment(call, stacks, diagnose)
    show_diagnoses(found, background(stacks), as_json=as_json)
