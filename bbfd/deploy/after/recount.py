"""What happened to a stack: its operations, as far back as CloudFormation keeps their events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.look.attach import every, there
from bbfd.deploy.unknown import Unknown

if TYPE_CHECKING:
    from bbfd.deploy.look.history import Past
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """A stack and its operations, the newest first; or why they could not be read."""

    state: StackState
    operations: tuple[Past, ...] | Unknown


def recount(stack: Stack, means: Means) -> History:
    """Read the operations of a stack. Raises Refused where there is no stack of ours."""
    state = there(stack, means)
    found = every(state, means)
    return History(
        state=state, operations=found if isinstance(found, Unknown) else tuple(reversed(found))
    )
