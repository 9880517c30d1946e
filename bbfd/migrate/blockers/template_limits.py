"""Templates that would be larger than CloudFormation takes.

That shows only when all changes are worked out: `passed` is asked then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template
from bbfd.template.read import LARGEST

_MOST = {"Resources": 500, "Parameters": 200}


def passed(body: Mapping[str, Any], size: int) -> Iterator[Found]:
    """The limit that a migrated template passes, if it passes one. size: in bytes."""
    for section, most in _MOST.items():
        count = len(body.get(section) or {})
        if count > most:
            yield Found((section,), _said(count, section.lower(), most))
            return
    if size > LARGEST:
        yield Found(("Resources",), _said(size, "bytes", LARGEST))


def _said(count: int, what: str, most: int) -> str:
    return f"it would have {count} {what}, and CloudFormation takes {most}: it was left as it is"


def _look(_: Template) -> Iterator[Found]:
    return iter(())


BLOCKER = Blocker(
    title="a template that would be too large",
    instead=(
        "split it into several stacks first (a cluster with its network, and the services beside "
        "it), by nested stacks or by parameters; then migrate each"
    ),
    aws="Template format error: Number of ... is greater than maximum allowed, ...",
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    look=_look,
)
