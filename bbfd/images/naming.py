"""What images are called: in an engine, and in a registry."""

from __future__ import annotations

import re
from typing import Final

# Of the letters that a tag takes, those that a commit may have.
_STRANGE: Final = re.compile(r"[^A-Za-z0-9]")
_DIGITS = 16  # of the content's hash: enough that no two of a repository meet
_COMMIT = 12


def tag_of(content: str, commit: str = "", *, dirty: bool = False) -> str:
    """Commit and content, as `3f2a9c1b77de-8d1e...`; with `dirty` between them where the commit is not all of it."""
    told = _STRANGE.sub("", commit)  # a variable of a CI's may say anything
    words = [told[:_COMMIT], "dirty" if dirty else "", content[:_DIGITS]]
    return "-".join(word for word in words if word)


def content_tag(tag: str) -> str:
    """The part of a tag that is the content's."""
    return tag.rpartition("-")[2]


def name_of(repository: str, tag: str) -> str:
    """What an engine calls the image. podman and buildah would put `localhost/` before it themselves."""
    return f"localhost/{repository}:{tag}"
