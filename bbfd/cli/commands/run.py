"""Operate: run a task of a service once, with its log and its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options
from bbfd.cli.own_failures import OwnFailures

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command(cls=OwnFailures)
@options.service
@click.argument("words", nargs=-1, metavar="[-- COMMAND...]", type=click.UNPROCESSED)
@options.environment
@click.option("--container", metavar="C", help="The container that is meant; else the main one.")
@click.option("--command", "text", metavar="TEXT", help="The command, as a shell reads it.")
@click.option("--cpu", type=click.IntRange(1), metavar="UNITS", help="CPU units of the task.")
@click.option("--memory", type=click.IntRange(1), metavar="MIB", help="MiB of the task.")
@click.option(
    "--variable", "variables", multiple=True, metavar="NAME=VALUE", help="A variable for it."
)
@click.option("--wait/--no-wait", "waits", default=True, help="Wait for its end.  [default: wait]")
@options.timeout
@options.as_json
@click.pass_obj
def command(
    call: Call,
    service: str,
    words: tuple[str, ...],
    environment: str | None,
    container: str | None,
    text: str | None,
    cpu: int | None,
    memory: int | None,
    variables: tuple[str, ...],
    waits: bool,
    timeout: float,
    as_json: bool,
) -> int:
    """Run a task of SERVICE once, as its own tasks run: same definition, network, capacity and roles.

    What its container writes goes to stdout; it ends with the container's exit code, and with 125 for every failure of
    its own. Ctrl-C stops the task. So is a `Task` run, too.

    \b
    Example:
      bbfd run shop --env prod -- manage migrate --noinput
      bbfd run report --env prod --variable DAY=2026-11-21 --no-wait
    """
    from bbfd.cli.one_off import run_by_hand, variables_of, words_of
    from bbfd.deploy.operate.one_off import Asked

    asked = Asked(
        container=container,
        command=words_of(text, words),
        variables=variables_of(variables),
        cpu=cpu,
        memory=memory,
        waits=waits,
        seconds=timeout,
    )
    return run_by_hand(call, service, environment, asked, as_json=as_json)
