"""A workflow of GitHub Actions."""

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
@click.pass_obj
def command(
    call: Call,
    /,
    out: str | None,
    force: bool,
    as_roles: bool,
    repository: str | None,
    provider: str | None,
    **asked: Any,
) -> int:
    """Write .github/workflows/deploy.yml; with --role, print the template of the roles that it takes.

    A file that says something else is shown, and written over with --force alone.

    \b
    Example:
      bbfd ci github --env stage --then prod
      bbfd ci github --role --env prod --repository OWNER/NAME
    """
    from bbfd.ci.github import VENDOR
    from bbfd.cli.continuous import Asked, deliver, job_of

    job = job_of(call.project(), Asked(**asked))
    if as_roles:
        from bbfd.ci.trusted import github
        from bbfd.cli.roles import show_roles, with_provider

        name = job_options.needed(repository, "--repository", "OWNER/NAME")
        gate = job.first.name if job.first.approval else None
        return show_roles(
            call, job.first.name, with_provider(github(name, job.branch, gate), provider)
        )
    deliver(call, VENDOR, VENDOR.written(job), out, force=force)
    return 0
