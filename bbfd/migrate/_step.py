"""What a step of a migration is: what it changes, says or leaves to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from bbfd.model.value import value
from bbfd.template.document import Path

if TYPE_CHECKING:
    from bbfd.migrate._subjects import Template


class Put(NamedTuple):
    """Give a property a value: in place of the one it has, else after one of the named keys, or before one."""

    path: Path
    value: Any
    after: tuple[str, ...] = ()
    before: str = ""


class Drop(NamedTuple):
    """Remove a property or an item; what is empty without it goes too."""

    path: Path


class Append(NamedTuple):
    """Add an item to a list."""

    path: Path
    value: Any


Edit = Put | Drop | Append


@value
class Change:
    """One thing that is changed. path: where one looks for it. avoids: what AWS says, or does, otherwise.

    replaces: logical ids of what CloudFormation replaces because of it in a stack that is there already.
    """

    path: Path
    what: str
    why: str
    edits: tuple[Edit, ...]
    avoids: str = ""
    replaces: tuple[str, ...] = ()


@value
class Note:
    """One thing that is not changed and should be known: what to do about it is `fix`."""

    path: Path
    what: str
    fix: str


@value
class Step:
    """A kind of change. doc: the AWS page. look: what there is to change in a template, or to know."""

    title: str
    doc: str
    look: Callable[[Template], Iterable[Change | Note]]


class Found(NamedTuple):
    """A place where a person has to decide."""

    path: Path
    what: str
    instead: str = ""


@value
class Blocker:
    """What Fargate does not have, and a person has to decide about.

    instead: what people do. aws: what AWS says to it on Fargate. stays: a service that has it stays on EC2, as it is;
    otherwise all else is migrated, and this is left for the person to mend.
    """

    title: str
    instead: str
    aws: str
    doc: str
    look: Callable[[Template], Iterator[Found]]
    stays: bool = False
