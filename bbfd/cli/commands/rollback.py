"""Deploy: back to what an earlier deploy made of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.service
@options.environment
@click.option(
    "--to",
    type=click.IntRange(min=1),
    metavar="N",
    help="The number of the deploy, as `bbfd history` shows it; else the last one before that ended well.",
)
@options.missing_image
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@click.pass_obj
def command(
    call: Call, /, service: str, environment: str | None, to: int | None, **asked: Any
) -> int:
    """Bring a service back to an earlier deploy: its template, its own values, its image.

    What the environment gives it is taken as it is now. The changes are shown and asked about, as with a
    deploy; what runs before a deploy (`before=`) is not run.

    \b
    Example:
      bbfd rollback hello --env local
      bbfd rollback hello --env local --to 12
    """
    from bbfd.cli.around import standing
    from bbfd.cli.deploying import Asked
    from bbfd.cli.github_run import noted_for_github
    from bbfd.cli.rolling_back import roll_back_service

    with noted_for_github(call) as ledger:
        stacks = standing(call, environment)
        return roll_back_service(call, stacks, service, to, Asked(**asked), ledger)
