"""What an engine said, for a person to read: which step failed, what is worth no word; nothing is decided by it."""

from __future__ import annotations

import re
from collections.abc import Sequence

# `STEP 3/4: RUN false`, `[2/2] STEP 1/3: ...`, `Step 3/4 : RUN false`
_STEP = re.compile(r"\bSTEP \d+/\d+ ?: (.*)", re.IGNORECASE)
# `Error: building at STEP "RUN false": while running runtime: exit status 1`
_AT = re.compile(r'building at STEP "(.*)":')
# BuildKit: `#7 [build 3/4] RUN false`, and then `#7 ERROR: process "/bin/sh -c false" did not complete successfully`
_FAILED = re.compile(r"^#(\d+) ERROR")
_BEGUN = re.compile(r"^#(\d+) \[[^\]]*\d+/\d+\] (.*)")

# What buildah says of arguments that it gave itself, for a platform that was asked for: nobody can see to it.
_UNUSED = re.compile(r"\[Warning\] one or more build args were not consumed: \[([A-Z ]*)\]")
_GIVEN = {
    f"{of}{what}" for of in ("BUILD", "TARGET") for what in ("ARCH", "OS", "PLATFORM", "VARIANT")
}


def is_idle(line: str) -> bool:
    """Whether a line warns of nothing that a person gave."""
    found = _UNUSED.search(line)
    return found is not None and set(found[1].split()) <= _GIVEN


def failing_step(said: Sequence[str]) -> str:
    """The instruction; "" where none is named."""
    for line in reversed(said):
        if found := _AT.search(line):
            return found[1]
    return _of_buildkit(said) or _last(said)


def _of_buildkit(said: Sequence[str]) -> str:
    failed = {found[1] for line in said if (found := _FAILED.match(line))}
    begun = [found for line in said if (found := _BEGUN.match(line)) and found[1] in failed]
    return begun[-1][2] if begun else ""


def _last(said: Sequence[str]) -> str:
    begun = [found[1] for line in said if (found := _STEP.search(line))]
    return begun[-1] if begun else ""
