"""Whose a stack is, by its tags: what is not ours is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, command
from bbfd.errors import Refused
from bbfd.model.passing import EXPIRES, LIKE

if TYPE_CHECKING:
    from bbfd.deploy.records import StackState

# Everything that we own carries these, with the values of its definition.
OUR_TAGS = "bbfd:"


def must_be_ours(state: StackState, tags: Mapping[str, str], *, adopt: bool) -> None:
    """Refuse a stack that does not carry our tags, or those of another definition."""
    if state.status in ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE"):
        return  # a shell gets its tags with its first operation
    wanted = {k: v for k, v in tags.items() if k.startswith(OUR_TAGS) and k != EXPIRES}
    if LIKE in wanted and LIKE not in state.tags and state.tags.get(ENVIRONMENT):
        raise Refused(
            f"the stack {state.name} is of an environment that stays",
            fix="bring yours up under another name: what comes and goes takes nothing over",
        )
    other = {k: state.tags[k] for k in wanted if k in state.tags and state.tags[k] != wanted[k]}
    if other:
        said = ", ".join(f"{key}={value}" for key, value in sorted(other.items()))
        raise Refused(
            f"the stack {state.name} belongs to something else ({said})",
            fix="rename the service or the environment, so that its stack gets another name",
        )
    if not adopt and any(key not in state.tags for key in wanted):
        raise Refused(
            f"the stack {state.name} was not made by bbfd: it does not carry our tags",
            fix=f"rename the service, or take the stack over with `{command('deploy', tags)} --adopt`",
        )
