"""A pipeline of Jenkins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import job_options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@job_options.job
@click.option("--principal", metavar="ARN", help="Who takes the role that deploys, for --role.")
@click.option(
    "--plan-principal",
    metavar="ARN",
    help="Who takes the role that plans; without it, the same.",
)
@click.pass_obj
def command(
    call: Call,
    /,
    out: str | None,
    force: bool,
    as_roles: bool,
    principal: str | None,
    plan_principal: str | None,
    **asked: Any,
) -> int:
    """Write Jenkinsfile; with --role, print the template of the roles that it takes.

    A file that says something else is shown, and written over with --force alone.

    \b
    Example:
      bbfd ci jenkins --env stage --then prod
      bbfd ci jenkins --role --env prod --principal arn:aws:iam::111111111111:role/jenkins-agents
    """
    from bbfd.ci.jenkins import VENDOR
    from bbfd.cli.continuous import Asked, deliver, job_of

    job = job_of(call.project(), Asked(**asked))
    if as_roles:
        from bbfd.ci.trusted import named
        from bbfd.cli.roles import show_roles

        who = job_options.needed(principal, "--principal", "ARN")
        return show_roles(call, job.first.name, named(plan_principal or who, who))
    deliver(call, VENDOR, VENDOR.written(job), out, force=force)
    return 0
