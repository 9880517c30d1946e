"""Pipelines of Bitbucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import job_options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@job_options.job
@job_options.repository
@job_options.provider
@click.option("--workspace-uuid", metavar="UUID", help="The workspace, for --role.")
@click.option("--repository-uuid", metavar="UUID", help="The repository, for --role.")
@click.option("--deployment-uuid", metavar="UUID", help="The deployment environment, for --role.")
@click.pass_obj
def command(
    call: Call,
    /,
    out: str | None,
    force: bool,
    as_roles: bool,
    repository: str | None,
    provider: str | None,
    workspace_uuid: str | None,
    repository_uuid: str | None,
    deployment_uuid: str | None,
    **asked: Any,
) -> int:
    """Write bitbucket-pipelines.yml; with --role, print the template of the roles that it takes.

    A file that says something else is shown, and written over with --force alone. The UUIDs stand in the repository's
    settings, under OpenID Connect.

    \b
    Example:
      bbfd ci bitbucket --env stage --then prod
    """
    from bbfd.ci.bitbucket import VENDOR
    from bbfd.cli.continuous import Asked, deliver, job_of

    job = job_of(call.project(), Asked(**asked))
    if as_roles:
        from bbfd.ci.trusted import bitbucket
        from bbfd.cli.roles import show_roles, with_provider

        takers = bitbucket(
            job_options.needed(repository, "--repository", "WORKSPACE/NAME"),
            job_options.needed(workspace_uuid, "--workspace-uuid", "UUID"),
            job_options.needed(repository_uuid, "--repository-uuid", "UUID"),
            job_options.needed(deployment_uuid, "--deployment-uuid", "UUID"),
        )
        return show_roles(call, job.first.name, with_provider(takers, provider))
    deliver(call, VENDOR, VENDOR.written(job), out, force=force)
    return 0
