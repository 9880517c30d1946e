"""The template that a stack was made from, which may be another one than its definition makes now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack


def deployed(stack: Stack, state: StackState, means: Means) -> Mapping[str, Any]:
    """Read a stack's own template; where it cannot be read, what the definition makes is the next best."""
    found = or_unknown(lambda: means.aws.stacks.template(state.id))
    return stack.body if isinstance(found, Unknown) or not found else found
