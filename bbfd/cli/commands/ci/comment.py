"""The one comment on a pull request that is kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--on", "url", required=True, metavar="URL", help="The pull request.")
@click.pass_obj
def command(call: Call, file: str, url: str) -> int:
    """Put what `bbfd diff --markdown FILE` wrote on a pull request of GitHub, GitLab or Bitbucket.

    There is one such comment for each environment: it is changed where it is there. The token is taken from the
    variable BBFD_COMMENT_TOKEN.

    \b
    Example:
      bbfd ci comment bbfd-diff.md --on https://github.com/OWNER/NAME/pull/1
    """
    from bbfd.ci.comment import put, thread_of
    from bbfd.cli.sending import send
    from bbfd.cli.written import read
    from bbfd.errors import UsageError

    thread = thread_of(url)
    token = call.outside.variables.get("BBFD_COMMENT_TOKEN", "")
    if not token.isprintable() or not token or " " in token:
        raise UsageError(
            "BBFD_COMMENT_TOKEN has no token", fix="set it to one that may write comments there"
        )
    click.echo(f"the comment was {put(read(file), thread, token, send)}: {url}", err=True)
    return 0
