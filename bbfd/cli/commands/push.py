"""Images: push the images of services to the registry of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bbfd.cli import engines, options, shipping

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@options.every
@shipping.image
@shipping.tag
@shipping.scan
@engines.option
@options.yes
@options.as_json
@options.timeout
@options.wait_lock
@click.pass_obj
def command(
    call: Call,
    /,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    **asked: Any,
) -> int:
    """Push the images of services, built if need be, and print what each is called in the registry.

    Where a repository is missing, the registry's stack is deployed first. An image that is there already, with the
    same content, is not pushed again. An image for another architecture than its service is launched on is refused.

    \b
    Example:
      bbfd push web --env dev
      bbfd push web --env dev --image web:1.4.2 --scan HIGH
    """
    from bbfd.cli.pushing import Asked, push_services
    from bbfd.cli.stacks import meant

    stacks, names = meant(call.project(), environment, services, every)
    return push_services(call, stacks, names, Asked(every=every, **asked))
