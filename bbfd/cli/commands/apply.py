"""Deploy: carry out exactly a plan that was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@click.argument("plan", metavar="ID")
@options.environment
@options.yes
@options.missing_image
@options.as_json
@options.timeout
@options.wait_lock
@options.adopt
@click.pass_obj
def command(call: Call, /, plan: str, environment: str | None, **wishes: Any) -> int:
    """Carry out exactly the plan that `bbfd plan` kept: its ARN, or SERVICE/NAME.

    Refused where the stack was changed since it was planned.

    \b
    Example:
      bbfd apply hello/bbfd-20261121T065821Z-a2530afb --env local
    """
    from bbfd.cli.around import standing
    from bbfd.cli.deploying import Asked
    from bbfd.cli.github_run import noted_for_github
    from bbfd.cli.reviewing import apply

    with noted_for_github(call) as ledger:
        return apply(call, standing(call, environment), plan, Asked(**wishes), ledger)
