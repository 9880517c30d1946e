"""What is put to a person before anything happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from bbfd.deploy.records import Replacement

if TYPE_CHECKING:
    from bbfd.deploy.records import Change, ChangeSet
    from bbfd.deploy.states import Step


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A change set in our own words, before it is executed.

    step: create, update, or recreate (then no change set exists yet: the dead stack has to go first).
    change_set: the change set that carries it out; None with recreate, and when there is nothing to do.
    values, before: the parameters to be sent, and those that the stack has; to be shown, `masked_values`.
    meanings: logical id -> what becomes of a resource that is replaced, or what a deploy sets back.
    protected: the environment is; the answer should default to no.
    guards: termination protection is turned on, or off, as the environment's file says; None: it is as it should be.
    objections: what would stop a deploy -> how that is mended; only of one that is shown, and not carried out.
    """

    stack: str
    stack_id: str
    step: Step
    why: str
    changes: tuple[Change, ...] = ()
    change_set: ChangeSet | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False
    guards: bool | None = None
    empty: bool = False
    meanings: Mapping[str, str] = field(default_factory=dict)
    objections: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether nothing would be done at all."""
        return self.empty and self.guards is None

    @property
    def replaced(self) -> tuple[Change, ...]:
        """Those that are, or may be, made anew and the old one removed."""
        return tuple(c for c in self.changes if c.replacement is not Replacement.NEVER)

    @property
    def removed(self) -> tuple[Change, ...]:
        """Those that are removed."""
        return tuple(c for c in self.changes if c.action == "remove")


class Clears(Enum):
    """What is done to a resource that CloudFormation would not delete as it is."""

    CONTENTS = "contents"  # every version of every object in a bucket is deleted
    PROTECTION = "protection"  # the instances of a group lose their protection from scale-in


@dataclass(frozen=True, kw_only=True, slots=True)
class Clearing:
    """Something to be done before a deletion, or it would not succeed.

    name: the resource's physical id. count: how many object versions, or instances; None where that could not be
    read, and why it could not.
    """

    clears: Clears
    logical_id: str
    type: str
    name: str
    count: int | None
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """What a deletion would remove and what it would keep.

    kept: by DeletionPolicy Retain. cleared: what is done first, once the whole was agreed to.
    revisions: ARNs of old revisions of its task definitions, which are deregistered once it is gone.
    """

    stack: str
    stack_id: str
    removed: tuple[Change, ...] = ()
    kept: tuple[Change, ...] = ()
    cleared: tuple[Clearing, ...] = ()
    revisions: tuple[str, ...] = ()
    protected: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Intervention:
    """What would be done to the operation of a stack that runs, or to what a failed one left.

    asks: the question, without where it is and its mark. effects: what will happen to what, a sentence each.
    """

    stack: str
    stack_id: str
    asks: str
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposals:
    """Several stacks, agreed to at once."""

    each: tuple[Proposal, ...]

    @property
    def stack(self) -> str:
        """Their names."""
        return ", ".join(one.stack for one in self.each)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What changes in any of them."""
        return tuple(change for one in self.each for change in one.changes)

    @property
    def protected(self) -> bool:
        """Whether any of them is."""
        return any(one.protected for one in self.each)

    @property
    def guards(self) -> bool | None:
        """False where any of them loses its termination protection."""
        return False if any(one.guards is False for one in self.each) else None


Decision = Proposal | Proposals | Removal | Intervention
