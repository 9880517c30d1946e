"""Look: why the last operation failed, or why a service is not healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@options.every
@options.as_json
@click.pass_obj
def command(
    call: Call, services: tuple[str, ...], environment: str | None, every: bool, as_json: bool
) -> None:
    """Say what is wrong with the stacks of services, from all that AWS still tells of them.

    The cause with its fix, then every piece of evidence, and what could not be read. Ends with 0 where it could look,
    whatever it found: `bbfd watch` tells by its exit code whether all is well.

    \b
    Example:
      bbfd diagnose hello --env local
    """
    from bbfd.cli.around import look_at_services
    from bbfd.cli.blamed import background
    from bbfd.cli.examining import show_diagnoses
    from bbfd.cli.stacks import meant
    from bbfd.deploy.after.diagnosis import diagnose

    stacks, names = meant(call.project(), environment, services, every)
    found = look_at_services(call, stacks, names, diagnose, every=every)
    show_diagnoses(found, background(stacks), as_json=as_json)
