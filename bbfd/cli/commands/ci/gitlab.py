"""A pipeline of GitLab."""

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
@click.option("--issuer", default="https://gitlab.com", show_default=True, help="The GitLab.")
@click.option(
    "--any-main",
    is_flag=True,
    help="Do not ask that the branch is protected: for a GitLab before 18.7.",
)
@click.pass_obj
def command(
    call: Call,
    /,
    out: str | None,
    force: bool,
    as_roles: bool,
    repository: str | None,
    provider: str | None,
    issuer: str,
    any_main: bool,
    **asked: Any,
) -> int:
    """Write .gitlab-ci.yml; with --role, print the template of the roles that it takes.

    A file that says something else is shown, and written over with --force alone.

    \b
    Example:
      bbfd ci gitlab --env stage --then prod
      bbfd ci gitlab --role --env prod --repository GROUP/PROJECT
    """
    from bbfd.ci.gitlab import VENDOR
    from bbfd.cli.continuous import Asked, deliver, job_of

    job = job_of(call.project(), Asked(**asked))
    if as_roles:
        from bbfd.ci.trusted import gitlab
        from bbfd.cli.roles import show_roles, with_provider

        name = job_options.needed(repository, "--repository", "GROUP/PROJECT")
        takers = gitlab(name, job.branch, issuer, protected=not any_main)
        return show_roles(call, job.first.name, with_provider(takers, provider))
    deliver(call, VENDOR, VENDOR.written(job), out, force=force)
    return 0
