"""Variables that a file beside a definition holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def variables_of(file: str, *, beside: str) -> Mapping[str, str]:
    """The variables of a file of `NAME=value` lines, for `variables=` of a container; they stand in the template.

    file: its path from the folder that `beside` is in, which is the definition's own `__file__`. Empty lines and those
    that begin with `#` say nothing; quotes are part of a value, as in the files that ECS reads from S3 itself.
    Raises ValueError for a line that says something else, OSError where there is no such file.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
    """
    path = os.path.join(os.path.dirname(os.path.abspath(beside)), file)
    with open(path, encoding="utf-8") as lines:
        return dict(_read(lines, file))


def _read(lines: Iterator[str], file: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, start=1):
        said = line.rstrip("\r\n")
        if not said.strip() or said.lstrip().startswith("#"):
            continue
        name, equals, text = said.partition("=")
        if not equals or not _NAME.fullmatch(name.strip()):
            raise ValueError(f"{file}:{number}: {said!r} is not NAME=value")
        yield name.strip(), text
