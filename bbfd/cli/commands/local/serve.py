"""Answer the AWS CLI from the same state, on this machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment
@click.option("--port", type=click.IntRange(0, 65535), default=4566, show_default=True)
@click.pass_obj
def command(call: Call, environment: str | None, port: int) -> None:
    """Serve the embedded AWS on 127.0.0.1 until Ctrl-C, for `aws --endpoint-url`.

    \b
    Example:
      bbfd local serve --port 4566
    """
    from bbfd.cli.embedded import embedded_folder, the_embedded
    from bbfd.local.server import serve

    project = call.project()
    place = the_embedded(project, environment)
    value = place.value
    keys = "AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any"
    lead = f"{keys} AWS_DEFAULT_REGION={value.region} aws --endpoint-url"
    serve(
        embedded_folder(project, place.name),
        account=value.account,
        port=port,
        ready=lambda url: click.echo(
            f"{lead} {url} cloudformation list-stacks\n(Ctrl-C ends it)", err=True
        ),
    )
