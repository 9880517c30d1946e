"""Look: the template of a service; no AWS, no credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@options.every
@options.form
@options.parameters
@options.out
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    form: str,
    parameters: bool,
    out: str | None,
) -> int:
    """Print the CloudFormation template of services in an environment.

    Several templates are YAML documents one after another, or one JSON array; --out writes a file for each.
    What our own rules find is told on stderr: `bbfd check` looks with all of them.

    \b
    Example:
      bbfd preview hello --env local --parameters
    """
    from bbfd.build import build
    from bbfd.cli.call import chosen
    from bbfd.cli.preview import Preview

    project = call.project()
    place = project.environment(environment)
    names = chosen(project, services, every)
    preview = Preview(project, call, form, parameters=parameters, out=out, several=len(names) > 1)
    with preview:
        for service in project.services(names):
            preview.show(build(service, place), allow=service.value.allow)
        if place.value.own_marks:
            preview.tell_clashes(place, names)
    return preview.exit_code
