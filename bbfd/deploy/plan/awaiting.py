"""The change sets that wait on a stack, perhaps for approval: CloudFormation removes them all with any operation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bbfd.deploy.submission import CHANGE_SET
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState

SHELL = "REVIEW_IN_PROGRESS"
_MAY_LIST = "get cloudformation:ListChangeSets on it"


def must_take_none_along(state: StackState, means: Means, *, then: str) -> None:
    """Refuse to delete a stack on which change sets of others wait, or may do. then: what to type afterwards."""
    found = or_unknown(lambda: means.aws.stacks.change_sets(state.id))
    if isinstance(found, Unknown):
        raise Refused(
            f"whether change sets of others wait on {state.name} is not known, and they would go with it: {found.why}",
            fix=f"{_MAY_LIST}, then {then}",
        )
    others = foreign(found)
    if others:
        removed = ", ".join(
            f"`aws cloudformation delete-change-set --change-set-name {arn}`" for arn in others
        )
        raise Refused(
            f"{_counted(others)} on {state.name}, perhaps for approval, and would go with it: {_named(others)}",
            fix=f"ask who made it; where nobody waits for it, {removed}, then {then}",
        )


def that_go_with(state: StackState, means: Means) -> tuple[str, ...]:
    """Say which change sets go with a stack that is deleted."""
    found = or_unknown(lambda: means.aws.stacks.change_sets(state.id))
    if isinstance(found, Unknown):
        return (f"which change sets wait on it, and go with it, is not known: {found.why}",)
    ours = [arn for arn in found if arn not in foreign(found)]
    told = (f"what waits on it for review goes with it: {_named(ours)}",) if ours else ()
    return (*told, *_lost(found, "deleting the stack"))


def lost_with(state: StackState, name: str, means: Means) -> tuple[str, ...]:
    """Say which change sets go when the one of this name is carried out. Silent where they cannot be listed."""
    found = or_unknown(lambda: means.aws.stacks.change_sets(state.id))
    if isinstance(found, Unknown):
        return ()
    others = [arn for arn in found if name_of(arn) != name]
    if not others:
        return ()
    return (
        f"{len(others)} other change set(s) wait on this stack, perhaps for approval: "
        f"carrying out this one removes them: {_named(others)}",
    )


def foreign(arns: Iterable[str]) -> tuple[str, ...]:
    """Those that are not ours, by their names."""
    return tuple(arn for arn in arns if not name_of(arn).startswith(CHANGE_SET))


def name_of(arn: str) -> str:
    """Read the name of a change set out of its ARN."""
    _, *rest = arn.split("/")  # arn:aws:cloudformation:REGION:ACCOUNT:changeSet/NAME/ID
    return rest[0] if rest else arn


def is_shell(state: StackState) -> bool:
    """Whether nothing was ever executed on a stack."""
    return state.status == SHELL


def _lost(found: Iterable[str], by: str) -> tuple[str, ...]:
    others = foreign(found)
    return (f"{_counted(others)} on it: {by} removes {_named(others)}",) if others else ()


def _counted(others: Iterable[str]) -> str:
    number = len(tuple(others))
    one = "somebody else's change set waits"
    return one if number == 1 else f"{number} change sets of others wait"


def _named(arns: Iterable[str]) -> str:
    return ", ".join(map(name_of, arns))
