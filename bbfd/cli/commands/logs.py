"""Operate: what the tasks of a service write, merged in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options
from bbfd.cli.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bbfd.cli.call import Call

    When = Callable[[datetime], datetime]


@click.command()
@options.services
@options.environment
@options.every
@click.option("--follow", "-f", is_flag=True, help="Read on, until Ctrl-C.")
@click.option(
    "--since",
    type=Moment(),
    default="10m",
    show_default=True,
    metavar="WHEN",
    help="From when on: 30m, 12h or 2d ago, or 2026-11-21T10:00:00Z.",
)
@click.option("--until", type=Moment(), metavar="WHEN", help="Until when.")
@click.option(
    "--filter", "pattern", default="", metavar="PATTERN", help="A filter pattern of CloudWatch."
)
@click.option("--container", default="", metavar="NAME", help="Of one container alone.")
@click.option("--task", default="", metavar="ID", help="Of one task: its id, or how that begins.")
@click.option(
    "--stopped", "--previous", "stopped", is_flag=True, help="Of tasks alone that run no more."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The last N entries alone.")
@options.as_json
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    follow: bool,
    since: When,
    until: When | None,
    pattern: str,
    container: str,
    task: str,
    stopped: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Show what the tasks of services wrote, each line with its time, its task and its container.

    Of all tasks and containers, stopped ones too, as long as CloudWatch keeps it. Of several services, or with --all
    of everything that is deployed, it says whose each line is. Ctrl-C ends --follow, with 0.

    \b
    Example:
      bbfd logs hello --env local
      bbfd logs hello --env prod --follow --filter '?ERROR ?WARN'
      bbfd logs hello --env prod --since 2d --stopped --limit 50
      bbfd logs --all --env local --follow
    """
    from bbfd.cli.reading import Sought, show_logs
    from bbfd.cli.stacks import meant
    from bbfd.deploy.operate.logs import Narrowed

    sought = Sought(
        narrowed=Narrowed(container=container, task=task.rpartition("/")[2], pattern=pattern),
        since=since,
        until=until,
        follow=follow,
        stopped=stopped,
        limit=limit,
    )
    stacks, names = meant(call.project(), environment, services, every)
    show_logs(call, stacks, names, sought, every=every, as_json=as_json)
