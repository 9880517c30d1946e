"""The environments, with account and region."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@click.option("--live", is_flag=True, help="Those that come and go, as they are in AWS.")
@options.like
@options.environment
@options.as_json
@click.pass_obj
def command(
    call: Call, live: bool, like: str | None, environment: str | None, as_json: bool
) -> None:
    """List the environments of the project, those that come and go as far as they are known in this checkout.

    With --live: those that come and go in the account and region of an environment, until when they are there,
    which services they hold, and who brought them up.

    \b
    Example:
      bbfd env list
      bbfd env list --live --like local
    """
    from bbfd.cli.call import either

    project = call.project()
    if live or like or environment:
        from bbfd.cli.reaping import show, there

        place = project.environment(either(like, environment))
        found = there(call, project, place)
        show(found, call.outside.clock.utc(), as_json=as_json)
        return
    from bbfd.cli.listing import environment_lines, environment_record
    from bbfd.report.line import text

    every = (*project.environments(), *project.passing())
    records = [environment_record(one) for one in every]
    if as_json:
        import json

        print(json.dumps(records, indent=2))
    else:
        sys.stdout.write(text(environment_lines(records)))
