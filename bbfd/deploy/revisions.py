"""The revisions of a task definition that ECS keeps, and what is asked of them. `bbfd.aws` fulfils it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """One revision. active: new tasks may be started from it; of one that is not, those that run go on."""

    arn: str
    active: bool = True

    @property
    def family(self) -> str:
        """Of which it is one."""
        return self.arn.rpartition("/")[2].rpartition(":")[0]

    @property
    def number(self) -> int:
        """Which one it is: they count from 1, and no number comes again."""
        text = self.arn.rpartition(":")[2]
        return int(text) if text.isdigit() else 0


class Revisions(Protocol):
    """ECS, as far as task definitions are concerned."""

    def revisions(self, family: str, *, active: bool = True) -> tuple[Revision, ...]:
        """The revisions of a family that are active, or that are not; the newest first."""

    def deregister(self, arn: str) -> None:
        """Make a revision inactive: no new task is started from it, those that run go on."""

    def delete_revisions(self, arns: tuple[str, ...]) -> None:
        """Delete inactive revisions."""
