"""One border for all errors: what was raised becomes words on stderr and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

import click

INTERRUPTED = 130
BROKEN_PIPE = 141  # what a shell says of a program that SIGPIPE ended
UNUSABLE = 2  # a file or a folder that the call led to
BUG = 70
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def answered(run: Callable[[], object], variables: Mapping[str, str]) -> int:
    """The exit code of what was run; whatever it raised has been put into words.

    variables: the environment variables, which say whether a CI reads along.
    """
    try:
        code = run()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("stopped")
        return INTERRUPTED
    except BrokenPipeError:
        return nobody_reads()
    except Exception as error:  # noqa: BLE001 - the last border: what is not ours is a bug of ours
        return _told(error, variables)


def nobody_reads() -> int:
    """The exit code when the reader of our output is gone; the interpreter shall not complain of it at its end."""
    _drop(sys.stdout.fileno())
    return BROKEN_PIPE


def nobody_looks() -> None:
    """The same of stderr."""
    _drop(sys.stderr.fileno())


def _drop(descriptor: int) -> None:
    """Let what is still to be written there go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _say(words: str) -> None:
    """On stderr, if that takes them: the exit code is told in any case."""
    try:
        click.echo(words, err=True)
    except OSError:
        nobody_looks()


def _told(error: Exception, variables: Mapping[str, str]) -> int:
    from bbfd.errors import BbfdError

    if isinstance(error, BbfdError):
        from bbfd.report.errors import told

        _say(told(error, variables))
        return error.exit_code
    if isinstance(error, OSError) and (error.filename is not None or error.errno in _FULL):
        return _unusable(error)
    from bbfd.cli.bug import written

    _say(f"bbfd failed with {type(error).__name__}: this is a bug of its own")
    _say(f"  fix: report it, with the log {written(error)}")
    return BUG


def _unusable(error: OSError) -> int:
    """A file that cannot be read or written, or a full disk behind stdout: the caller's to mend, not a bug."""
    from bbfd.report.line import Line, text

    if error.filename is None:
        _drop(sys.stdout.fileno())
        what, fix = "the output cannot be written", "see to space where it goes"
    else:
        what, fix = str(error.filename), "see to it that it is there and that you may use it"
    _say(text([Line(f"{what}: {error.strerror}"), Line(f"  fix: {fix}")]).rstrip("\n"))
    return UNUSABLE
