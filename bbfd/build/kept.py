"""What becomes of data when its resource goes: always said, never CloudFormation's default."""

from __future__ import annotations

from typing import Any, Final

_KEPT: Final = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
_GONE: Final = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}


def deletion(*, kept: bool) -> dict[str, Any]:
    """The deletion policies of a resource that holds data.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
    """
    return _KEPT if kept else _GONE
