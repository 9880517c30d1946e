"""Look: why the last operation failed, or why a service is not healthy."""

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
@click.pass_obj
def command(call: Call, service: str, environment: str | None, as_json: bool) -> None:
    """Say what is wrong with the stack of a service, from all that AWS still tells of it.

    The cause with its fix, then every piece of evidence, and what could not be read. Ends with 0 where it could look,
    whatever it found: `bbfd watch` tells by its exit code whether all is well.

    \b
    Example:
      bbfd diagnose hello --env local
    """
    from bbfd.cli.around import look_at_service, standing
    from bbfd.cli.blamed import background
    from bbfd.cli.examining import show_diagnoses
    from bbfd.deploy.after.diagnosis import diagnose

    stacks = standing(call, environment)
    found = [look_at_service(call, stacks, service, diagnose)]
    show_diagnoses(found, background(stacks), as_json=as_json)
