"""Operate: a local port, passed on to a container, or through it to a host that it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call

_PORT = click.IntRange(1, 65535)


@click.command()
@options.service
@options.environment
@click.option("--port", type=_PORT, metavar="P", help="The port there; else the container's own.")
@click.option(
    "--local-port", type=_PORT, metavar="P", help="The port here; else the same, or 8000 more."
)
@click.option("--host", default="", metavar="H", help="A host that the container reaches.")
@click.option(
    "--task", default="", metavar="ID", help="Its id, or how that begins; else the newest."
)
@click.option("--container", metavar="C", help="The container; else the main one.")
@click.pass_obj
def command(
    call: Call,
    service: str,
    environment: str | None,
    port: int | None,
    local_port: int | None,
    host: str,
    task: str,
    container: str | None,
) -> int:
    """Pass a local port on to a running container of SERVICE.

    With --host to a host behind it, as a database. It goes through AWS's Session Manager plug-in, and ends with its
    exit code. The service must have been deployed with `exec=True`.

    \b
    Example:
      bbfd forward shop --env dev
      bbfd forward shop --env dev --host db.internal --port 5432
    """
    from bbfd.cli.entering import Meant, pass_on

    meant = Meant(
        service=service, environment=environment, task=task.rpartition("/")[2], container=container
    )
    return pass_on(call, meant, port=port, local_port=local_port, host=host)
