"""Forget its whole state."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment
@options.yes
@options.wait_lock
@click.pass_obj
def command(call: Call, environment: str | None, yes: bool, wait_lock: float) -> int:
    """Empty the embedded AWS: every stack in it is forgotten.

    \b
    Example:
      bbfd local reset
    """
    from bbfd.cli.asking import agreed
    from bbfd.cli.embedded import embedded_folder
    from bbfd.errors import Refused
    from bbfd.local.condition import reset

    folder = embedded_folder(call.project(), environment)
    if not yes and not sys.stdin.isatty():
        raise Refused(f"{folder} would be emptied, and nobody can be asked", fix="give --yes")
    if not yes and not agreed(f"Forget everything in {folder}?", default=False):
        return 3
    reset(folder, wait=wait_lock)
    click.echo(f"{folder} is empty", err=True)
    return 0
