"""Deploy: what a deploy would change, property by property."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@options.every
@options.images
@options.tag
@click.option("--exit-code", "code", is_flag=True, help="End with 10 where something would change.")
@options.as_json
@click.option(
    "--markdown",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write it as a comment of a pull request, too.",
)
@options.wait_lock
@options.adopt
@options.force
@click.pass_obj
def command(
    call: Call,
    /,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    code: bool,
    markdown: str | None,
    **asked: Any,
) -> int:
    """Show what a deploy would change, in the services and in what they stand on. Nothing is left behind.

    What a deploy would be refused for is said beside it.

    \b
    + made   ~ changed in place   ± a new revision   ! REPLACED   - removed

    \b
    Example:
      bbfd diff hello --env local --exit-code
    """
    from bbfd.cli.commenting import Comment
    from bbfd.cli.deploying import Asked
    from bbfd.cli.diffing import diff
    from bbfd.cli.stacks import meant

    # A change is often looked at before its image is built.
    wanted = Asked(missing_image=True, shows=True, every=every, **asked)
    with Comment(markdown, environment) as comment:
        stacks, names = meant(call.project(), environment, services, every)
        changes = diff(call, stacks, names, wanted, comment)
    return 10 if code and changes else 0
