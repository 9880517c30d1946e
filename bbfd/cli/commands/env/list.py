"""The environments, with account and region."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.as_json
@click.pass_obj
def command(call: Call, as_json: bool) -> None:
    """The environments of the project.

    \b
    Example:
      bbfd env list
    """
    from bbfd.cli.listing import environment_lines, environment_record
    from bbfd.report.line import text

    records = [environment_record(one) for one in call.project().environments()]
    if as_json:
        import json

        print(json.dumps(records, indent=2))
    else:
        sys.stdout.write(text(environment_lines(records)))
