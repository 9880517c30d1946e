"""What the commands take that bring images somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.project import Project

_SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL")


def _severities(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """As they are written in the help, and in small letters where those were begun with: click gives these alone."""
    small = incomplete != incomplete.upper()
    every = (one.lower() if small else one for one in _SEVERITIES)
    return [one for one in every if one.startswith(incomplete)]


image = click.option(
    "--image",
    metavar="NAME:TAG",
    help="An image that the engine has, for a service that is a Repository().",
)
tag = click.option(
    "--tag", metavar="TAG", help="A further tag for it; without one, commit and content."
)
scan = click.option(
    "--scan",
    type=click.Choice(_SEVERITIES, case_sensitive=False),
    shell_complete=_severities,
    help="Wait for the scan, and stop at a finding as severe, or worse.",
)
no_smoke = click.option("--no-smoke", is_flag=True, help="Do not ask whether its URL answers.")
until_approval = click.option(
    "--until-approval",
    is_flag=True,
    help="Do not ask, and stop at the first environment that wants approval.",
)
then = click.option(
    "--then",
    "then",
    metavar="E",
    multiple=True,
    callback=options.names_of,
    shell_complete=options.environments,
    help="The environment that comes next; may be given again.",
)
source = click.option(
    "--from",
    "source",
    metavar="E",
    callback=options.one_name,
    shell_complete=options.environments,
    help="The environment whose images are taken.",
)
target = click.option(
    "--to",
    "target",
    metavar="E",
    callback=options.one_name,
    shell_complete=options.environments,
    help="The environment that they are deployed to.",
)


def said(given: str | None, option: str, project: Project) -> str:
    """An environment that cannot be left away. Raises UsageError, with those that there are."""
    if given is None:
        from bbfd.discover import one_of
        from bbfd.errors import UsageError

        known = one_of(project.environment_names).replace("`", "") or "E"
        raise UsageError(f"{option} was not given", fix=f"give {option} {known}")
    return given
