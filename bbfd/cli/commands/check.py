"""Check: all findings at once, in services or in any template."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.errors import DefinitionError
    from bbfd.rules import Finding


@click.command()
@click.argument(
    "subjects",
    nargs=-1,
    metavar="[SERVICE|FILE]...",
    callback=options.names_of,
    shell_complete=options.complete_services,
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
@click.option(
    "--junit",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write them as JUnit's XML, too.",
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
    junit: str | None,
    strict: bool,
    cfn_lint: bool,
) -> int:
    """Look for mistakes in services of an environment, or in CloudFormation templates of any origin.

    BBFD's own rules, AWS's cloudformation-validate and cfn-lint are asked; what several find is said once.
    Of a template its nested stacks are looked at too, where their templates are files; `-` is standard input.
    With --all also the environment's own stack and the registry's. Ends with 3 where there are errors.

    \b
    Example:
      bbfd check --all --env local
      bbfd check template.yaml --format sarif
    """
    from bbfd.cli.checking import files_among

    files = files_among(subjects, {"--env": environment, "--all": every})
    if files:
        return _files(files, form, junit, strict, cfn_lint)
    from bbfd.errors import DefinitionError

    try:
        found, looked, whole = _services(call, subjects, environment, every, cfn_lint)
    except DefinitionError as error:
        _unread(error, form, junit, environment or "")
        if form == "github":  # else the same annotations would be told again
            return error.exit_code
        raise
    _as_junit(junit, found, looked)
    code = _told(found, looked, form, strict)
    return code if whole else DefinitionError.exit_code


def _unread(error: DefinitionError, form: str, junit: str | None, environment: str) -> None:
    """As a finding, where a program reads what is found; people are told by the error itself."""
    from bbfd.cli.documents import not_read

    wrong = not_read(error)
    _as_junit(junit, wrong, environment)
    if form != "text":
        _tell(wrong, form)


def _told(found: Sequence[Finding], looked: str, form: str, strict: bool) -> int:
    from bbfd.cli.checking import stops
    from bbfd.report.findings import counted

    _tell(found, form)
    click.echo(f"{looked}: {counted(found)}", err=True)
    return 3 if stops(found, strict=strict) else 0


def _tell(found: Sequence[Finding], form: str) -> None:
    from bbfd.report.findings import FORMATS

    sys.stdout.write(FORMATS[form](found))


def _as_junit(path: str | None, found: Sequence[Finding], looked: str) -> None:
    """Nothing where it was not asked for."""
    if path is None:
        return
    from bbfd.cli.written import write
    from bbfd.report.junit import as_junit

    write(path, as_junit(found, looked))


def _files(files: Sequence[str], form: str, junit: str | None, strict: bool, cfn_lint: bool) -> int:
    """2 where a file cannot be read: what the others hold is told all the same."""
    from bbfd.cli.checking import check_files, validators
    from bbfd.errors import DocumentError

    with validators(None, cfn_lint=cfn_lint) as asked:
        found, templates, whole = check_files(files, asked)
    looked = _looked_at(files, templates)
    _as_junit(junit, found, looked)
    code = _told(found, looked, form, strict)
    return code if whole else DocumentError.exit_code


def _looked_at(files: Sequence[str], templates: int) -> str:
    files = tuple(dict.fromkeys(files))
    if len(files) == 1 and templates <= 1:
        return "stdin" if files[0] == "-" else files[0]
    return f"{max(templates, len(files))} templates"


def _services(
    call: Call, services: tuple[str, ...], environment: str | None, every: bool, cfn_lint: bool
) -> tuple[tuple[Finding, ...], str, bool]:
    """What is found, what was looked at, and whether that is all: of all services, those that load are."""
    from bbfd.cli.checking import check_services, meant_here, validators
    from bbfd.cli.clashing import clashing
    from bbfd.cli.documents import not_read
    from bbfd.cli.judging import say_left_out

    stacks, names = meant_here(call, environment, services, every)
    unread = tuple(f for error in stacks.unread for f in not_read(error)) if every else ()
    names = tuple(stacks.services) if every else names
    unread += tuple(f for error in clashing(stacks, names) for f in not_read(error))
    with validators(stacks.project.root, cfn_lint=cfn_lint) as asked:
        found = (*unread, *check_services(stacks, names, every, asked))
    say_left_out(call, stacks)
    looked = f"{len(names)} services" if len(names) > 3 else ", ".join(names) or "no service"
    for stack in stacks.beneath() if every else ():
        looked += ", registry" if stack.name == stacks.registry_name else ", environment"
    return found, f"{looked} in {environment}", not unread
