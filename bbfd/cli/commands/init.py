"""Project: a small project to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bbfd.cli.call import Call

_KINDS = ("web", "backend", "worker", "scheduled", "event", "task", "daemon")


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False))
@click.option("--kind", type=click.Choice(_KINDS), default="web", help="What its first service is.")
@click.pass_obj
def command(call: Call, folder: str, kind: str) -> None:  # noqa: ARG001 - every command is called alike
    """Write a project with one service, for an embedded AWS and for a real account.

    Nothing that is there is overwritten.

    \b
    Example:
      bbfd init shop
      bbfd init shop --kind worker
    """
    from bbfd.cli.beginning import begin

    for path in begin(folder, kind):
        click.echo(f"  {path}", err=True)
    where = "" if folder == "." else f"cd {folder} && "
    click.echo(f"now: {where}bbfd deploy hello --env local --yes", err=True)
