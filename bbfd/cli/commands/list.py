"""Look: services with their kinds, and environments."""

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
def command(call: Call, as_json: bool) -> int:
    """List the services of the project with their kinds, and its environments.

    Every definition is loaded; those that cannot be used are told on stderr.

    \b
    Example:
      bbfd list
    """
    from bbfd.cli.listing import as_lines, listing
    from bbfd.report.line import text

    found = listing(call.project())
    if as_json:
        import json

        print(
            json.dumps({"services": found.services, "environments": found.environments}, indent=2)
        )
    else:
        sys.stdout.write(text(as_lines(found)))
    if found.wrong:
        raise found.wrong
    return 0
