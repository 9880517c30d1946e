"""What looks secret is never shown: neither in a plan for people, nor in one for programs. Pure.

A reference to a secret (`ValueFrom`) is none. What CloudFormation itself hides comes as `****`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bbfd.deploy.records import Change, PropertyChange
from bbfd.model.credential import is_credential, is_secret_name

HIDDEN = "****"
_LISTS = ("Environment", "Secrets")


def looks_secret(name: str, value: str) -> bool:
    """Whether a value is not to be shown, by its name or by itself."""
    return is_secret_name(name) or is_credential(value)


def masked_changes(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Hide what looks secret in all of them."""
    return tuple(replace(one, properties=tuple(map(_property, one.properties))) for one in changes)


def masked_values(
    values: Mapping[str, str], before: Mapping[str, str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Hide parameters: those that CloudFormation hides (NoEcho), and those that look secret."""
    hidden = {
        name
        for side in (values, before)
        for name, value in side.items()
        if looks_secret(name, value) or before.get(name) == HIDDEN
    }
    first, second = (
        {name: HIDDEN if name in hidden else value for name, value in side.items()}
        for side in (values, before)
    )
    return first, second


def _property(one: PropertyChange) -> PropertyChange:
    named = one.path.removesuffix("/Value").rpartition("/")[2]
    reference = "/Secrets/" in f"/{one.path}" or one.path.endswith("ValueFrom")
    before, after = (
        None if value is None else _hidden("" if reference else named, value)
        for value in (one.before, one.after)
    )
    if HIDDEN in (before, after) and not reference:
        before, after = (None if value is None else HIDDEN for value in (one.before, one.after))
    return replace(one, before=before, after=after)


def _hidden(name: str, value: str) -> str:
    if looks_secret(name, "") or value == HIDDEN:
        return HIDDEN
    whole = _understood(value)
    if whole is None:
        return HIDDEN if is_credential(value) else value
    return json.dumps(_within(whole), separators=(",", ":"), ensure_ascii=False)


def _understood(value: str) -> Any:
    """A mapping or a list, which is compared and shown as JSON; None of anything else."""
    if not value.startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _within(value: Any, name: str = "") -> Any:
    """Hide the secrets of a whole container: its variables are mappings with Name and Value."""
    if isinstance(value, dict):
        called = value.get("Name") if isinstance(value.get("Name"), str) else ""
        return {
            key: _within(one, called or "" if key == "Value" else key) for key, one in value.items()
        }
    if isinstance(value, list):
        return [_within(one, "" if name in _LISTS else name) for one in value]
    return HIDDEN if isinstance(value, str) and looks_secret(name, value) else value
