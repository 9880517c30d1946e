"""Images: try the checks of services in their built images."""

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
) -> int:
    """Try each of the checks= of services in a container of the built image, which is built first if need be.

    A check is a command that must end with a code, or a request that must be answered. All are tried, also
    where one fails; a container is removed however it ends.

    \b
    Example:
      bbfd test web
      bbfd test --all --engine podman --json
    """
    from bbfd.cli.building import images_of, show, test_services
    from bbfd.cli.printed import printed
    from bbfd.errors import EngineError
    from bbfd.report.building import tried_record

    images = images_of(call, services, environment, every=every)
    tried = []
    for one in printed(test_services(images, engine), tried_record, as_json=as_json):
        tried.append(one)
        if not as_json:
            show(one)
    failed = sum(not one.passed for one in tried)
    if tried:
        click.echo(f"{len(tried) - failed} of {len(tried)} checks passed", err=True)
    return EngineError.exit_code if failed else 0
