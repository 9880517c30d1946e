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
@options.service
@options.environment
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
    service: str,
    environment: str | None,
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
    """Show what the tasks of SERVICE wrote, each line with its time, its task and its container.

    Of all tasks and containers, stopped ones too, as long as CloudWatch keeps it. Ctrl-C ends --follow, with 0.

    \b
    Example:
      bbfd logs hello --env local
      bbfd logs hello --env prod --follow --filter '?ERROR ?WARN'
      bbfd logs hello --env prod --since 2d --stopped --limit 50
    """
    from bbfd.cli.reading import Sought, show_logs
    from bbfd.deploy.operate.logs import Narrowed

    sought = Sought(
        narrowed=Narrowed(container=container, task=task.rpartition("/")[2], pattern=pattern),
        since=since,
        until=until,
        follow=follow,
        stopped=stopped,
        limit=limit,
    )
    show_logs(call, service, environment, sought, as_json=as_json)
