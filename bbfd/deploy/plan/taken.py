"""A repository that a stack would make, and that exists already: kept when the stack, or the service, went before.

Nothing else of ours has a name that was chosen. Early validation, or the creation itself, would fail at it with a
text that names no way out.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bbfd.deploy.by_hand import by_hand
from bbfd.deploy.commands import command
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import ChangeSet, StackState
    from bbfd.model.stack import Stack

_TYPE = "AWS::ECR::Repository"
_IMPORTABLE = ("Retain", "RetainExceptOnCreate")


def taken_over(
    stack: Stack, state: StackState | None, wishes: Wishes, means: Means
) -> tuple[str, ...]:
    """Give the logical ids of the repositories that exist already and may be taken into the stack, by `--adopt`.

    Refused where they may not, or where that was not asked for. What cannot be read is left for AWS to say.
    """
    new = _new(stack, state, means)
    if not new:
        return ()
    found = or_unknown(lambda: means.aws.images.repositories(frozenset(new.values())))
    there = () if isinstance(found, Unknown) else found
    ids = tuple(logical_id for logical_id, name in new.items() if name in there)
    importable = _importable(stack, ids)
    if ids and not (wishes.adopt and importable):
        adopted = f"`{command('deploy', stack.tags)} --adopt` takes what is there into the stack"
        why = f"the stack {stack.name} would make what exists already"
        raise _refused(why, there, adopted if importable else "")
    return ids


def must_be_taken_over(stack: Stack, ids: tuple[str, ...], change_set: ChangeSet) -> None:
    """Refuse a change set that would make anew what it was to take over."""
    imported = {change.logical_id for change in change_set.changes if change.action == "import"}
    left = [logical_id for logical_id in ids if logical_id not in imported]
    if left:
        why = f"CloudFormation does not take over for the stack {stack.name} what exists already"
        raise _refused(why, tuple(_named(stack)[logical_id] for logical_id in left), "")


def _new(stack: Stack, state: StackState | None, means: Means) -> Mapping[str, str]:
    """Logical id -> name of the repositories that the stack has not got yet."""
    named = _named(stack)
    # Each repository of a registry is an output by the same name: mostly, that saves the call.
    had = set(state.outputs) if state else set()
    if state and not named.keys() <= had:
        had |= {resource.logical_id for resource in means.aws.stacks.resources(state.id)}
    return {logical_id: name for logical_id, name in named.items() if logical_id not in had}


def _named(stack: Stack) -> Mapping[str, str]:
    return {
        logical_id: resource["Properties"]["RepositoryName"]
        for logical_id, resource in stack.body["Resources"].items()
        if resource["Type"] == _TYPE
        and isinstance(resource.get("Properties", {}).get("RepositoryName"), str)
    }


def _importable(stack: Stack, ids: tuple[str, ...]) -> bool:
    resources = stack.body["Resources"]
    return all(resources[logical_id].get("DeletionPolicy") in _IMPORTABLE for logical_id in ids)


def _refused(why: str, names: tuple[str, ...], adopted: str) -> Refused:
    removed = "; ".join(by_hand(_TYPE, name) for name in names)
    return Refused(
        f"{why}, perhaps kept by a deletion: {', '.join(names)} ({_TYPE})",
        fix=f"{adopted}; or {removed}" if adopted else removed,
    )
