"""`bbfd` itself: the options that come before a command."""

from __future__ import annotations

import os
from typing import Any, NoReturn

import click

from bbfd._version import __version__
from bbfd.cli._without_cfn_flip import without_cfn_flip
from bbfd.cli.border import answered, nobody_reads
from bbfd.cli.call import Call
from bbfd.cli.group import FileGroup

without_cfn_flip()  # before anything imports troposphere


class _Root(FileGroup):
    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command inside the border, and end the process with its exit code."""
        extra["standalone_mode"] = False
        outside = extra.get("obj")
        variables = outside.variables if outside else os.environ
        raise SystemExit(answered(lambda: super(_Root, self).main(*args, **extra), variables))

    def invoke(self, ctx: click.Context) -> Any:
        """Click would end the process with 1 when nobody reads on."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(nobody_reads())


@click.group(
    cls=_Root,
    package="bbfd.cli.commands",
    folders=[os.path.join(os.path.dirname(__file__), "commands")],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--project", metavar="DIR", help="The project; else the nearest folder upwards.")
@click.option("--no-color", is_flag=True, help="Words alone; so does the variable NO_COLOR.")
@click.version_option(__version__, prog_name="bbfd")
@click.pass_context
def bbfd(context: click.Context, project: str | None, no_color: bool) -> None:
    """Container services on AWS from a short Python definition.

    Previewed, checked and deployed as CloudFormation stacks, one per service and environment.
    """
    context.obj = Call(project, not no_color, context.obj)
