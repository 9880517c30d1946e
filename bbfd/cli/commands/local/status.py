"""What it holds, and what it cannot do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment
@options.as_json
@click.pass_obj
def command(call: Call, environment: str | None, as_json: bool) -> None:
    """Show the state of the embedded AWS, and how it differs from AWS.

    \b
    Example:
      bbfd local status
    """
    from bbfd.cli.embedded import embedded_folder
    from bbfd.local.condition import status
    from bbfd.report.line import text
    from bbfd.report.local import local_lines, local_record

    found = status(embedded_folder(call.project(), environment))
    if as_json:
        import json

        print(json.dumps(local_record(found), indent=2))
    else:
        sys.stdout.write(text(local_lines(found)))
