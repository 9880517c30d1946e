"""Only the properties that have a value."""

from __future__ import annotations

from typing import Any


def given(**properties: Any) -> dict[str, Any]:
    """Those that are neither None nor empty: CloudFormation has no null. Zero and False are values."""
    return {
        name: value
        for name, value in properties.items()
        if value is not None and value not in ((), [], {})
    }
