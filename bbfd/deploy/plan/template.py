"""The template that a stack was made from, which may be another one than its definition makes now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bbfd.deploy.progress import Note
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack


def deployed(stack: Stack, state: StackState, means: Means) -> Mapping[str, Any]:
    """Read a stack's own template; where it cannot be read, what the definition makes is next best: that is said."""
    found = or_unknown(lambda: means.aws.stacks.template(state.id))
    if isinstance(found, Unknown):
        text = f"{found.why}; names in it are those that the definition has now"
        means.tell(Note(stack=stack.name, text=text))
        return stack.body
    return found or stack.body
