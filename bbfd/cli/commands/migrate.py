"""Project: move a template from EC2 instances to Fargate, each change explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False), help="Where it goes.")
@click.option("--overwrite", is_flag=True, help="Also where --out names a file that is there.")
@click.option(
    "--diff", is_flag=True, help="What changes, as a unified diff, in place of the template."
)
@options.as_json
@click.pass_obj
def command(
    call: Call, file: str, out: str | None, overwrite: bool, diff: bool, as_json: bool
) -> int:
    """Write a CloudFormation template of ECS services on EC2 instances anew, for Fargate.

    Only what must change changes: comments, order, quotes and indentation stay. The template goes to stdout, or to
    --out; what was changed, why, and what AWS would have said goes to stderr. Ends with 3 where a person must decide:
    all else is migrated. A template that is on Fargate comes back as it is.

    \b
    Example:
      bbfd migrate template.yaml --out fargate.yaml
    """
    from bbfd.cli.migrating import migrated, put, write
    from bbfd.report.migration import as_diff, migration_lines, migration_record

    migration, left = migrated(file)
    if out is not None:
        write(migration.after, out, overwrite=overwrite)
    if as_json:
        from bbfd.template.inert import json_text

        print(json_text(migration_record(migration, left)))
    elif diff:
        put(as_diff(migration))
    elif out is None:
        put(migration.after)
    if not as_json:
        call.console().say(migration_lines(migration, left))
    return 3 if migration.decisions or left else 0
