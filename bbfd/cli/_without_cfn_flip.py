"""troposphere without cfn_flip, until somebody asks it for YAML.

`import troposphere` imports cfn_flip, and with it PyYAML and logging, for `to_yaml` and `to_json` alone. We write
templates ourselves (bbfd/template/write.py is fifty times as fast), so a fifth of the time of every preview would be
spent on nothing. troposphere offers no way to leave it out: an empty module stands in for it, which becomes the real
one when anything of it is used. This is the one place where BBFD reaches into another package; tests hold that
troposphere's own YAML still works, and that nobody gets the stand-in who has the real one.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _StandIn(ModuleType):
    """Looks empty; the first name asked of it brings the real module."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get("cfn_flip") is self:
            del sys.modules["cfn_flip"]
        import cfn_flip  # type: ignore[import-untyped]  # ships no types

        return getattr(cfn_flip, name)


def without_cfn_flip() -> None:
    """Let troposphere come up without cfn_flip, unless one of the two is there already."""
    if not {"cfn_flip", "troposphere"} & sys.modules.keys():
        sys.modules["cfn_flip"] = _StandIn("cfn_flip")
