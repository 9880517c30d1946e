"""A stack that is to be made: every resource of its template is new. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd.deploy.records import Change


def added(body: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes of a first deploy, before CloudFormation says them."""
    return tuple(
        Change(action="add", logical_id=name, type=resource["Type"])
        for name, resource in body.get("Resources", {}).items()
    )
