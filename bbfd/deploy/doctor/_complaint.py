"""One thing that was found, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bbfd.deploy.unknown import Unseen

if TYPE_CHECKING:
    from bbfd.deploy.unknown import Unknown
    from bbfd.diagnose import Cause


class Grade(Enum):
    """How grave it is, the gravest first."""

    SUFFERS = "suffers"  # what runs is not well
    REFUSES = "refuses"  # a deploy would be refused
    UNKNOWN = "unknown"  # it could not be looked at
    HINT = "hint"  # good to know
    WELL = "well"  # looked at, and as it should be

    @property
    def order(self) -> int:
        """Its place, counted from the gravest."""
        return list(Grade).index(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """One thing that was found.

    about: what was looked at. what: one sentence. why: what AWS said of it, in its own words.
    fix: what to type; "" where nothing need be done. cause: id of the cause, where one was named; its page is
    `docs/causes/ID.md`.
    """

    grade: Grade
    about: str
    what: str
    why: tuple[str, ...] = ()
    fix: str = ""
    cause: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """What was found in one stack, the gravest first. name: of the stack; or of the environment, for all beneath."""

    name: str
    complaints: tuple[Complaint, ...]


def unseen(about: str, what: str, unknown: Unknown) -> Complaint:
    """Say that something could not be looked at."""
    return Complaint(grade=Grade.UNKNOWN, about=about, what=f"{what} is not known: {unknown.why}")


def noted(about: str, note: str) -> Complaint:
    """Tell a note of a plan; that something was not looked at is one, too."""
    grade = Grade.UNKNOWN if isinstance(note, Unseen) else Grade.HINT
    return Complaint(grade=grade, about=about, what=str(note))


def of_cause(grade: Grade, about: str, cause: Cause) -> Complaint:
    """Tell a cause. One that is not recognised is told with what AWS said."""
    what = cause.what if cause.known else "why is not known; what AWS said stands below"
    return Complaint(
        grade=grade, about=about, what=what, why=cause.evidence, fix=cause.fix, cause=cause.id
    )
