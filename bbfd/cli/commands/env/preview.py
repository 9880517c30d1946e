"""The template of an environment's own stack; no AWS, no credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.environment_name
@click.option("--registry", is_flag=True, help="The stack of repositories and bucket instead.")
@options.form
@options.parameters
@options.out
@click.pass_obj
def command(
    call: Call, environment: str, registry: bool, form: str, parameters: bool, out: str | None
) -> int:
    """Print the template of an environment's own stack, or of its registry's.

    \b
    Example:
      bbfd env preview local
    """
    from bbfd.cli.preview import Preview
    from bbfd.cli.stacks import Stacks

    project = call.project()
    stacks = Stacks(project, project.environment(environment))
    stack = stacks.registry() if registry else stacks.environment()
    if stack is None:
        click.echo(f"all that {environment} names exists: it has no stack of its own", err=True)
        return 0
    with Preview(project, call, form, parameters=parameters, out=out) as preview:
        preview.show(stack, allow=stacks.allowances.get(stack.name))
    return preview.exit_code
