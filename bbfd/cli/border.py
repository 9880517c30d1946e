"""One border for all errors: what was raised becomes words on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

INTERRUPTED = 130
BROKEN_PIPE = 141  # what a shell says of a program that SIGPIPE ended
BUG = 70


def answered(run: Callable[[], object]) -> int:
    """The exit code of what was run; whatever it raised has been put into words."""
    try:
        code = run()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return nobody_reads()
    except Exception as error:  # noqa: BLE001 - the last border: what is not ours is a bug of ours
        return _told(error)


def nobody_reads() -> int:
    """The exit code when the reader of our output is gone; the interpreter shall not complain of it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return BROKEN_PIPE


def _told(error: Exception) -> int:
    from bbfd.errors import BbfdError

    if isinstance(error, BbfdError):
        from bbfd.report.errors import told

        click.echo(told(error, os.environ), err=True)
        return error.exit_code
    from bbfd.cli.bug import written

    click.echo(f"bbfd failed with {type(error).__name__}: this is a bug of its own", err=True)
    click.echo(f"  fix: report it, with the log {written(error, os.getcwd())}", err=True)
    return BUG
