"""A command that ends with somebody else's exit code: what fails of ours has one that nobody takes for that."""

from __future__ import annotations

from typing import Any

import click


class _Wrong(click.UsageError):
    """The call is wrong: 2 may be the container's own code."""

    exit_code = 125


class OwnFailures(click.Command):
    """All that fails of ours ends with 125, as with `docker run`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise _Wrong(error.format_message(), ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run."""
        from bbfd.errors import BbfdError, Interrupted, NotRun

        try:
            return super().invoke(ctx)
        except (NotRun, Interrupted):
            raise
        except BbfdError as error:
            raise NotRun(error.what, fix=error.fix, place=error.place, state=error.state) from error
