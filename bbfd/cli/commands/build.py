"""Images: build the images of services, with the container engine that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import engines, options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@options.every
@engines.option
@options.as_json
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    engine: str | None,
    as_json: bool,
) -> None:
    """Build the images that services define with image=Build(...), and print their names.

    An image is tagged with the commit and a hash of all that it is made from: what is unchanged is not built
    again. It is made for what the service runs on; where environments differ, --env says for which.

    \b
    Example:
      bbfd build web
      bbfd build --all --engine podman --json
    """
    from bbfd.cli.building import build_services, images_of
    from bbfd.cli.printed import printed
    from bbfd.report.building import built_record

    images = images_of(call, services, environment, every=every)
    for built in printed(build_services(images, engine), built_record, as_json=as_json):
        if not as_json:
            click.echo(built.image)
