"""What a person does first with a stack that is protected, so that it can be deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.states import Step, plan

if TYPE_CHECKING:
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack


def unprotected(stack: Stack, state: StackState) -> Iterator[str]:
    """Say each thing that has to be taken off first; nothing where nothing protects it."""
    if stack.protected:
        yield "take `protected` from the environment's file"
    if state.termination_protection:
        yield guard_off(stack, state)


def guard_off(stack: Stack, state: StackState) -> str:
    """Say what takes termination protection off: a deploy only where one can start from where the stack is."""
    typed = (
        "`aws cloudformation update-termination-protection --no-enable-termination-protection "
        f"--stack-name {stack.name}` takes it off"
    )
    if plan(state).step is not Step.UPDATE:
        return typed
    deploys = f"`{command('deploy', stack.tags)}` takes it off, as the environment's file says"
    return f"{deploys}, or {typed}"
