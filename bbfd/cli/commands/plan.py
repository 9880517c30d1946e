"""Deploy: the plan of a deploy, kept for review until it is applied or discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.maybe_service
@options.environment
@options.images
@options.tag
@options.missing_image
@options.as_json
@options.timeout
@options.wait_lock
@options.adopt
@options.force
@click.option("--discard", "discarded", metavar="ID", help="Remove a plan that nobody waits for.")
@click.pass_obj
def command(
    call: Call,
    /,
    service: str | None,
    environment: str | None,
    discarded: str | None,
    **wishes: Any,
) -> int:
    """Plan the deploy of a service, and keep the plan for review: `bbfd apply ID` carries out exactly that.

    What the service stands on has to be there: `bbfd env deploy E`.

    \b
    Example:
      bbfd plan hello --env local
    """
    from bbfd.cli.around import standing
    from bbfd.cli.deploying import Asked
    from bbfd.cli.reviewing import discard, plan
    from bbfd.errors import UsageError

    stacks = standing(call, environment)
    if discarded is not None and service is None:
        return discard(call, stacks, discarded)
    if service is None or discarded is not None:
        raise UsageError(
            "it was not said what to plan"
            if service is None
            else "a service and --discard were given",
            fix="`bbfd plan SERVICE --env E`, or `bbfd plan --discard ID --env E`",
        )
    return plan(call, stacks, service, Asked(**wishes))
