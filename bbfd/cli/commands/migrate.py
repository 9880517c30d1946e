"""Project: move a template from EC2 instances to Fargate, each change explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="FILE", type=click.Path(), help="Where it goes.")
@click.option("--overwrite", is_flag=True, help="Also where --out names a file that is there.")
@click.option(
    "--diff", is_flag=True, help="What changes, as a unified diff, in place of the template."
)
@click.option("--definition", is_flag=True, help="Service definitions of BBFD, in place of it.")
@options.as_json
@click.pass_obj
def command(
    call: Call,
    file: str,
    out: str | None,
    overwrite: bool,
    diff: bool,
    definition: bool,
    as_json: bool,
) -> int:
    """Write a CloudFormation template of ECS services on EC2 instances anew, for Fargate.

    Only what must change changes: comments, order, quotes and indentation stay. The template goes to stdout, or to
    --out; what was changed, why, and what AWS would have said goes to stderr. Ends with 3 where a person must decide:
    all else is migrated. A template that is on Fargate comes back as it is. With --definition, what it launches is
    written as services/NAME.py; --out may name their folder, and does where there are several.

    \b
    Example:
      bbfd migrate template.yaml --out fargate.yaml
    """
    from bbfd.cli.migrating import Wanted, migrated, written
    from bbfd.report.migration import migration_lines

    migration, left = migrated(file)
    wanted = Wanted(out=out, overwrite=overwrite, diff=diff, definition=definition, json=as_json)
    written(migration, left, wanted)
    if not as_json:
        call.console().say(migration_lines(migration, left))
    return 3 if migration.decisions or left else 0
