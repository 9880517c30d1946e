"""Leaving nothing of ours behind: our change set, and the empty stack that was made for it. What stays is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT, SERVICE, command
from bbfd.deploy.plan.awaiting import is_shell
from bbfd.deploy.progress import Note
from bbfd.errors import AwsError, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.plan.propose import Draft


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """What stays of what our plan made: what and why, and what is typed. failed: it should have been removed."""

    what: str
    fix: str
    failed: bool


def discard(ours: Draft, means: Means) -> Left | None:
    """Remove our change set, and the shell if our change set made it and nobody else uses it; tell what stays."""
    try:
        left = removed(ours, means)
    except KeyboardInterrupt:
        text = f"stopped: {_all(ours)} may be left; {removing(ours)} removes it"
        means.tell(Note(stack=ours.proposal.stack, text=text))
        raise
    if left is not None:
        means.tell(Note(stack=ours.proposal.stack, text=f"{left.what}; {left.fix}"))
    return left


def removed(ours: Draft, means: Means) -> Left | None:
    """Remove the same, and tell nobody."""
    if not ours.name:
        return None
    stack, alone = ours.proposal.stack, False
    try:
        _delete_change_set(ours, means)
        alone = True
        gone = not ours.shell or _delete_shell(ours, means)
    except AwsError as error:
        it = f"the empty stack {stack}" if alone else _all(ours)
        stays = "may be left" if error.trouble is Trouble.UNREACHABLE else "stays"
        get = f"{error.fix}; then " if error.trouble is Trouble.DENIED else ""
        way = f"{get}{removing(ours, alone=alone)} removes it"
        return Left(what=f"{it} {stays}: {error.what}", fix=way, failed=True)
    if gone:
        return None
    told = f"the empty stack {stack} stays: others have change sets on it"
    return Left(what=told, fix=f"{removing(ours, alone=True)} names them", failed=False)


def _all(ours: Draft) -> str:
    """Name our change set, with the shell that was made for it."""
    shell = " with its empty stack" if ours.shell else ""
    return f"the change set {ours.name} of {ours.proposal.stack}{shell}"


def removing(ours: Draft, *, alone: bool = False) -> str:
    """Say what is typed to remove our change set with its shell, or the shell alone."""
    stack, service = ours.proposal.stack, ours.tags.get(SERVICE)
    if service and alone:
        return f"`{command('delete', ours.tags)}`"
    if service:
        environment = ours.tags.get(ENVIRONMENT, "E")
        return f"`bbfd plan --discard {service}/{ours.name} --env {environment}`"
    shell = f"`aws cloudformation delete-stack --stack-name {stack}`"
    if alone:
        return shell
    made = (
        f"`aws cloudformation delete-change-set --stack-name {stack} --change-set-name {ours.name}`"
    )
    return f"{made}, then {shell}," if ours.shell else made


def _delete_change_set(ours: Draft, means: Means) -> None:
    try:
        means.aws.stacks.delete_change_set(ours.name, ours.proposal.stack_id or ours.proposal.stack)
    except AwsError as error:
        if error.trouble is not Trouble.ABSENT:
            raise


def _delete_shell(ours: Draft, means: Means) -> bool:
    """Delete it, unless somebody else uses it: then it stays."""
    stacks = means.aws.stacks
    state = stacks.describe(ours.proposal.stack_id or ours.proposal.stack)
    if state and is_shell(state):
        if stacks.change_sets(state.id):
            return False
        stacks.delete(state.id, token=f"bbfd-{means.fresh()[:32]}")
    return True
