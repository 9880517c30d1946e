"""The end of an operation whose events cannot be read: what may be concluded from the stack itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.deploy.look.operation import Operation
    from bbfd.deploy.records import StackState


class Unseen:
    """Judges descriptions of the stack, one after the other.

    That it began is known. What is described may be seconds old, from before that: an end is believed when it is read a
    second time; at once where the stack was seen at it before, and its last change set ties the end to it.
    """

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._running: StackState | None = None
        self._ended: StackState | None = None

    @property
    def unsure(self) -> bool:
        """Whether an end was described once, and has to be read again."""
        return self._ended is not None

    def is_over(self, state: StackState, *, begun: bool) -> bool:
        """Whether our operation has ended so. begun: events of it were read."""
        before, self._ended = self._ended, None
        if not self._operation.is_end(state.status):
            self._running = state
            return False
        if state.change_set != self._operation.change_set:
            return False  # another one was executed since
        ran = begun or self._running is not None
        again = before is not None and (before.status, before.updated) == (
            state.status,
            state.updated,
        )
        self._ended = state
        return again or (ran and bool(self._operation.change_set))

    def whose(self, state: StackState) -> str:
        """Say how the end is known, where no change set says that it is ours."""
        if self._operation.change_set:
            return ""
        ran = self._running.operations[:1] if self._running else ()
        if ran and ran[0] in state.operations:
            return "its events cannot be read: how it ended is known from the stack's own status"
        return (
            "its events cannot be read: the stack's own status tells how it stands; "
            "whether another operation came after this one is not known"
        )
