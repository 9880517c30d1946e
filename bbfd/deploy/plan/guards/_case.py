"""What a guard looks at, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bbfd.deploy.addresses import Addresses
from bbfd.deploy.records import Change, Replacement
from bbfd.deploy.unknown import Unknown, Unseen

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.plan.resolved import Template
    from bbfd.deploy.proposal import Proposal
    from bbfd.deploy.records import ServiceState, StackState
    from bbfd.model.stack import Stack


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A plan before it is put to anybody.

    state: the stack as it is; None: there is none. template: ours, with the values that are sent.
    rehearses: what tasks are started with need not be there yet.
    addresses: what the other services of the run take.
    live: logical id -> the ECS service as it is now, of those that change and could be read.
    """

    proposal: Proposal
    stack: Stack
    state: StackState | None
    values: Mapping[str, str]
    template: Template
    aws: Aws
    rehearses: bool = False
    addresses: Addresses = field(default_factory=Addresses)
    live: Mapping[str, ServiceState] = field(default_factory=dict)

    def touched(self, *types: str) -> Iterator[Change]:
        """The resources of these types that are made or changed."""
        for change in self.proposal.changes:
            if change.type in types and change.action in ("add", "modify"):
                yield change

    def missing(self, objections: Iterable[Objection]) -> Verdict:
        """Object to what tasks could not be started without; only note it where it may come later."""
        found = tuple(objections)
        if not self.rehearses:
            return Verdict(objections=found)
        return Verdict(notes=tuple(f"{one.what} (yet); {one.fix}" for one in found))

    def where(self, logical_id: str, path: str = "") -> str:
        """The definition, and the field in it that made a property, as far as that is known; "" where it is not."""
        field_ = self.stack.field_of(logical_id, *path.split("/"))
        file = self.stack.definition
        return f"{file}, `{field_}`" if file and field_ else file


@dataclass(frozen=True, kw_only=True, slots=True)
class Objection:
    """Why the plan would surely fail, and how that is mended."""

    what: str
    fix: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a guard has to say: what blocks the plan, and what a reader should know."""

    objections: tuple[Objection, ...] = ()
    notes: tuple[str, ...] = ()


GOOD = Verdict()


def unseen(what: str, unknown: Unknown) -> Verdict:
    """Say that something was not looked at: a missing permission is no reason to stop."""
    return Verdict(notes=(Unseen(f"{what} was not checked: {unknown.why}"),))


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """All of them as one; what several say is said once."""
    every = tuple(verdicts)
    return Verdict(
        objections=tuple(dict.fromkeys(o for v in every for o in v.objections)),
        notes=tuple(dict.fromkeys(n for v in every for n in v.notes)),
    )


def changes_within(change: Change, *properties: str) -> bool:
    """Whether one of these properties of a resource changes, or the resource is new."""
    if change.action == "add" or change.replacement is Replacement.ALWAYS:
        return True
    return any(_is_within(p.path, name) for p in change.properties for name in properties)


def forcing(change: Change) -> tuple[str, ...]:
    """The properties that ask for a new one."""
    found = (p.path for p in change.properties if p.recreates is Replacement.ALWAYS)
    return tuple(dict.fromkeys(path.replace("/", ".") for path in found))


def _is_within(path: str, name: str) -> bool:
    first = path.strip("/").removeprefix("Properties/").partition("/")[0]
    return first.partition(".")[0] == name
