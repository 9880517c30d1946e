"""Only the properties that have a value."""

from __future__ import annotations

from typing import Any


def given(**properties: Any) -> dict[str, Any]:
    """Those that are neither None nor empty: CloudFormation has no null. Zero and False are values."""
    return {name: value for name, value in properties.items() if not _is_nothing(value)}


def _is_nothing(value: Any) -> bool:
    # Not `value in ((), [], {})`: troposphere renders an object to compare it with a mapping.
    return value is None or (value.__class__ in _EMPTY and not value)


_EMPTY = frozenset({tuple, list, dict})
