"""Check: all findings at once, in services or in any template."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@click.argument(
    "subjects", nargs=-1, metavar="[SERVICE|FILE]...", shell_complete=options.complete_services
)
@options.environment
@options.every
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@click.option("--strict", is_flag=True, help="Warnings end with 3 too.")
@click.option("--cfn-lint/--no-cfn-lint", default=True, help="Ask cfn-lint too.", show_default=True)
@click.pass_obj
def command(
    call: Call,
    subjects: tuple[str, ...],
    environment: str | None,
    every: bool,
    form: str,
    strict: bool,
    cfn_lint: bool,
) -> int:
    """Look for mistakes in services of an environment, or in CloudFormation templates of any origin.

    BBFD's own rules, AWS's cloudformation-validate and cfn-lint are asked; what several find is said once.
    With --all also the environment's own stack and the registry's. Ends with 3 where there are errors.
    """
    from bbfd.cli.checking import check_files, check_services, files_among, stops, validators
    from bbfd.cli.stacks import meant
    from bbfd.report.findings import FORMATS, counted

    files = files_among(subjects)
    if files:
        with validators(None, cfn_lint=cfn_lint) as asked:
            found = check_files(files, asked)
    else:
        project = call.project()
        with validators(project.root, cfn_lint=cfn_lint) as asked:
            stacks, names = meant(project, environment, subjects, every)
            found = check_services(stacks, names, every, asked)
    sys.stdout.write(FORMATS[form](found))
    if form == "text":
        click.echo(counted(found), err=True)
    return 3 if stops(found, strict=strict) else 0
