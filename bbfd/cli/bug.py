"""A bug of ours leaves a log file, not a traceback on somebody's screen."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timezone

from bbfd._version import __version__
from bbfd.discover import project_root
from bbfd.errors import UsageError

_ASKED = ("click", "troposphere", "awacs", "boto3", "botocore", "PyYAML", "rich", "ministack")


def written(error: Exception, here: str | None = None) -> str:
    """Write versions and traceback to a file, and say where: in the project's .bbfd/log/, else among temporary files.

    here: the folder that the command was given in; without it, the current one.
    """
    now = datetime.now(timezone.utc)
    text = "\n".join([*_facts(now), "", *traceback.format_exception(error)])
    name = f"bbfd-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in _folders(here):
        try:
            return _in(folder, name, text)
        except OSError:
            continue
    return "(it could not be written)"


def _folders(here: str | None) -> Iterator[str]:
    with suppress(UsageError, OSError):  # the current folder may be gone
        yield os.path.join(project_root(here or os.getcwd()), ".bbfd", "log")
    yield tempfile.gettempdir()


def _in(folder: str, name: str, text: str) -> str:
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # it tells how it was called
    with open(made, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def _facts(now: datetime) -> list[str]:
    from importlib import metadata

    versions = []
    for name in _ASKED:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{name} is not installed")
    return [
        f"bbfd {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"at {now.isoformat(timespec='seconds')}: {' '.join(sys.argv[1:])}",
        ", ".join(versions),
    ]
