"""Tags that AWS does not take, told where they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bbfd.model.stack import Refusal

_MOST = 48


def odd_tags(tags: Mapping[str, str]) -> Iterator[Refusal]:
    """Why these cannot be the tags of a stack.

    https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
    """
    for key, value in tags.items():
        if not re.fullmatch(r"[\w .:/=+@-]{1,128}", key) or key.lower().startswith("aws:"):
            what = f"{key!r} cannot be the key of a tag"
        elif key.startswith("bbfd:"):
            what = f"the tag {key} is BBFD's own"
        elif not re.fullmatch(r"[\w .:/=+@-]{0,256}", value):
            what = f"{value!r} cannot be the value of a tag"
        else:
            continue
        fix = "write letters, digits, spaces and _.:/=+-@, 128 and 256 at most, and no key with aws: or bbfd:"
        yield Refusal(what=what, fix=fix, field=f"tags.{key}")
    if len(tags) > _MOST:
        what = f"{len(tags)} tags, and AWS takes 50 with those of BBFD"
        yield Refusal(what=what, fix=f"keep {_MOST}", field="tags")
