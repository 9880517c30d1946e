"""Images of our own, and what is tried in them: most of it is for `bbfd build` and `bbfd test`, not for a template."""

from __future__ import annotations

from collections.abc import Mapping

from tests.unit.build.fields import Use
from tests.unit.build.fields.containers import said

_BUILT = "handed to the engine by bbfd build: tests/unit/images/test_recipes.py"
_TRIED = "tried by bbfd test: tests/unit/images/test_trials.py"

USED: Mapping[str, Use] = {
    "Build": Use(said("image"), {}, {"repository": "other"}),
}
ELSEWHERE: Mapping[str, str] = {
    **{
        f"Build.{field}": _BUILT
        for field in ("context", "dockerfile", "target", "args", "secrets", "platforms", "cache")
    },
    **{f"BuildSecret.{field}": _BUILT for field in ("file", "variable")},
    "Container.checks": _TRIED,
    **{
        f"Check.{field}": _TRIED
        for field in ("command", "entry_point", "expect", "output", "variables", "seconds")
    },
    **{
        f"HttpCheck.{field}": _TRIED
        for field in ("path", "codes", "port", "body", "variables", "seconds")
    },
}
