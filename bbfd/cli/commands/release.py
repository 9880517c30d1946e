"""Images: release services through environments, the same image everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import engines, options, shipping

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@shipping.then
@options.every
@shipping.tag
@shipping.scan
@engines.option
@click.option("--no-test", is_flag=True, help="Do not try the checks= of the built images.")
@shipping.no_smoke
@options.yes
@shipping.until_approval
@options.as_json
@options.timeout
@options.wait_lock
@click.pass_obj
def command(
    call: Call,
    /,
    services: tuple[str, ...],
    environment: str | None,
    then: tuple[str, ...],
    every: bool,
    **asked: Any,
) -> int:
    """Build, test and push services once, then deploy the same images to each environment in turn.

    Where the next environment has another registry, images are copied to it by digest. After each deployment the
    URL of a service has to answer. It stops at the first environment that does not end well, and before one with
    approval=True, for a yes. An account in which nothing is yet gets all that is needed.

    \b
    Example:
      bbfd release web --env stage --then prod
      bbfd release --all --env stage --then prod --until-approval --json
    """
    from bbfd.cli.github_run import noted_for_github
    from bbfd.cli.releasing import Asked, release
    from bbfd.cli.stacks import Stacks, meant

    with noted_for_github(call) as ledger:
        project = call.project()
        first, names = meant(project, environment, services, every)
        stages = (first, *(Stacks(project, project.environment(name)) for name in then))
        return release(call, stages, names, Asked(every=every, **asked), ledger)
