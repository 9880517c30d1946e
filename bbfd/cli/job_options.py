"""What every vendor's command takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from bbfd.cli import options

_OPTIONS = (
    options.environment,
    click.option(
        "--then",
        multiple=True,
        metavar="E2",
        help="The environment after that; several, in their order.",
        callback=options.names_of,
        shell_complete=options.environments,
    ),
    click.option(
        "--service",
        "services",
        multiple=True,
        metavar="SERVICE",
        help="A service; without one, all of them.",
        callback=options.names_of,
        shell_complete=options.complete_services,
    ),
    click.option("--branch", default="main", show_default=True, help="What is deployed."),
    click.option("--approval", is_flag=True, help="A person agrees to each deploy, at the vendor."),
    click.option("--install", metavar="REQUIREMENT", help="What pip is given for BBFD."),
    click.option("--plan-role", metavar="ARN", help="Instead of the variable AWS_ROLE_PLAN."),
    click.option(
        "--deploy-role",
        "deploy_roles",
        multiple=True,
        metavar="ARN",
        help="Instead of AWS_ROLE and AWS_ROLE_THEN: one for each environment.",
    ),
    click.option("--out", metavar="FILE", help="Where to; - is standard output."),
    click.option("--force", is_flag=True, help="Write over a file that says something else."),
    click.option("--role", "as_roles", is_flag=True, help="The template of the roles instead."),
)


def job(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take what a job is written from."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


repository = click.option(
    "--repository", metavar="NAME", help="Whose jobs may take the roles, for --role."
)
provider = click.option(
    "--provider",
    metavar="ARN",
    help="The vendor's identity provider in IAM, where the account has it.",
)


def needed(given: str | None, option: str, form: str) -> str:
    """What --role cannot do without. Raises UsageError."""
    if given is None:
        from bbfd.errors import UsageError

        raise UsageError(f"--role needs {option}", fix=f"give {option} {form}")
    return given
