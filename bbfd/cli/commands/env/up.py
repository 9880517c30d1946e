"""Bring up an environment that comes and goes, made like another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@click.argument("name", callback=options.one_name, shell_complete=options.passing_environments)
@options.services
@options.like
@click.option(
    "--ttl",
    type=options.Duration(),
    default="48h",
    metavar="T",
    show_default=True,
    help="How long it is there from now on, to the next full hour; an end that is later stays.",
)
@click.option(
    "--here", is_flag=True, help="Only make it known in this checkout: nothing is deployed."
)
@options.every
@options.images
@options.tag
@options.missing_image
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@options.force
@options.recover
@options.recreate
@options.keep_going
@options.at_once
@click.pass_obj
def command(
    call: Call,
    /,
    name: str,
    services: tuple[str, ...],
    like: str | None,
    ttl: float,
    here: bool,
    every: bool,
    **asked: Any,
) -> int:
    """Bring up the environment NAME, made like the one of a file, with these services in it.

    Run again, it prolongs it and brings it up to date; it needs nothing that an earlier run left here. Other
    commands take NAME as any environment from then on. When its time is over, `bbfd env reap` takes it away.

    \b
    Example:
      bbfd env up pr-123 --like local --ttl 48h hello --yes
    """
    from bbfd.cli.bringing_up import bring_up, coming
    from bbfd.cli.call import chosen
    from bbfd.cli.clashing import like_name
    from bbfd.cli.deploying import Asked
    from bbfd.cli.github_run import noted_for_github
    from bbfd.cli.passing import remember

    project = call.project()
    stacks = coming(call, project, name, like, ttl)
    if here:
        remember(project.root, name, like_name(stacks))
        return 0
    names = chosen(project, services, every) if services or every else ()
    with noted_for_github(call) as ledger:
        return bring_up(call, stacks, names, Asked(every=every, **asked), ledger)
