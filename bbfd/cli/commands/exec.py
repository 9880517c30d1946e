"""Operate: a shell, or a command, inside a running container."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@click.argument("words", nargs=-1, metavar="[-- COMMAND...]", type=click.UNPROCESSED)
@options.environment
@click.option(
    "--task", default="", metavar="ID", help="Its id, or how that begins; else the newest."
)
@click.option("--container", metavar="C", help="The container; else the main one.")
@click.option("--command", "text", metavar="TEXT", help="What to run there.  [default: /bin/sh]")
@click.pass_obj
def command(
    call: Call,
    service: str,
    words: tuple[str, ...],
    environment: str | None,
    task: str,
    container: str | None,
    text: str | None,
) -> int:
    """Open a shell in a running container of SERVICE.

    It goes through AWS's Session Manager plug-in, and ends with its exit code, which is not that of the shell. Ctrl-C
    goes to the container. The service must have been deployed with `exec=True`.

    \b
    Example:
      bbfd exec shop --env dev
      bbfd exec shop --env dev --task 4f2a -- manage shell
    """
    from bbfd.cli.entering import Meant, shell_in

    meant = Meant(
        service=service, environment=environment, task=task.rpartition("/")[2], container=container
    )
    return shell_in(call, meant, text, words)
