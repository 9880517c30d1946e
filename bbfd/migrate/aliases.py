"""Aliases: text that several places share is written out where they are not the same any more.

What there is to write out shows only when all other changes are made: see `_shared.py`.
"""

from __future__ import annotations

from bbfd.migrate._step import Change, Step
from bbfd.migrate._subjects import Template

_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html"


def _look(_: Template) -> tuple[Change, ...]:
    return ()


STEP = Step(
    title="what is shared is changed for those alone that it is meant for", doc=_DOC, look=_look
)
