"""A buildspec of AWS CodeBuild."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import job_options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@job_options.job
@job_options.repository
@click.option(
    "--connection", metavar="ARN", help="What the repository is read through, for --role."
)
@click.pass_obj
def command(
    call: Call,
    /,
    out: str | None,
    force: bool,
    as_roles: bool,
    repository: str | None,
    connection: str | None,
    **asked: Any,
) -> int:
    """Write buildspec.yml; with --role, print the template of the two projects and their roles.

    A file that says something else is shown, and written over with --force alone.

    \b
    Example:
      bbfd ci codebuild --env prod
      bbfd ci codebuild --role --env prod --repository https://github.com/OWNER/NAME.git --connection ARN
    """
    from bbfd.ci.codebuild import VENDOR
    from bbfd.cli.continuous import Asked, deliver, job_of

    job = job_of(call.project(), Asked(**asked))
    if as_roles:
        from bbfd.cli.codebuild import show_projects

        url = job_options.needed(repository, "--repository", "https://github.com/OWNER/NAME.git")
        arn = job_options.needed(connection, "--connection", "ARN")
        return show_projects(call, job, url, arn)
    deliver(call, VENDOR, VENDOR.written(job), out, force=force)
    return 0
