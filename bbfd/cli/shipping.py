"""What the commands take that bring images somewhere."""

from __future__ import annotations

import click

from bbfd.cli import options

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
    type=click.Choice(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"], case_sensitive=False),
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
    required=True,
    callback=lambda _, __, given: options.name_of(given),
    shell_complete=options.environments,
    help="The environment whose images are taken.",
)
target = click.option(
    "--to",
    "target",
    metavar="E",
    required=True,
    callback=lambda _, __, given: options.name_of(given),
    shell_complete=options.environments,
    help="The environment that they are deployed to.",
)
