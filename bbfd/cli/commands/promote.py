"""Images: deploy what runs in one environment to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options, shipping

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@shipping.source
@shipping.target
@options.every
@shipping.scan
@shipping.no_smoke
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@click.pass_obj
def command(
    call: Call,
    /,
    services: tuple[str, ...],
    source: str | None,
    target: str | None,
    every: bool,
    **asked: Any,
) -> int:
    """Deploy the images that run in one environment to another, by digest. Nothing is built.

    Where the other one has another registry, the images are copied to it first; no container engine is needed.

    \b
    Example:
      bbfd promote web --from stage --to prod
    """
    from bbfd.cli.github_run import noted_for_github
    from bbfd.cli.releasing import Asked, promote
    from bbfd.cli.stacks import Stacks, meant

    with noted_for_github(call) as ledger:
        project = call.project()
        origin, goal = (
            shipping.said(source, "--from", project),
            shipping.said(target, "--to", project),
        )
        first, names = meant(project, origin, services, every)
        other = Stacks(project, project.environment(goal))
        return promote(call, first, other, names, Asked(**asked), ledger)
