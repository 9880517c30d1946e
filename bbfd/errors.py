"""Everything BBFD raises on purpose.

BbfdError
├── UsageError            the call is wrong                                           exit 2
├── DefinitionError       a file in services/ or environments/ cannot be used         exit 2
│   └── Mistakes          several at once, each with its place                        exit 2
├── DocumentError         a template cannot be read                                   exit 2
├── Refused               nothing was changed; a correction or a decision is needed   exit 3
│   └── AwsError          AWS refused a call, or could not be asked                   exit 3
├── EngineError           a container engine failed, or an image one of its checks    exit 4
├── LostSight             it goes on in AWS, and we cannot see how it ends            exit 6
├── Locked                another operation held the stack for longer than we waited  exit 7
├── NotRun                the task of `bbfd run` was not run, or was lost sight of        exit 125
└── Interrupted           stopped by a person before anything was executed            exit 130

How a deployment ended is not an error but an `Outcome`, with an exit code of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import ClassVar, NamedTuple


class Place(NamedTuple):
    """Where in a file: what an editor and a CI annotation can jump to. Lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class BbfdError(Exception):
    """What happened, where, and what to do next. state: of the stack that it is about, where there is one."""

    exit_code: ClassVar[int] = 70

    def __init__(self, what: str, *, fix: str, place: Place | None = None, state: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix
        self.place = place
        self.state = state

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.what}\n  fix: {self.fix}"


class UsageError(BbfdError):
    """The call is wrong."""

    exit_code = 2


class DefinitionError(BbfdError):
    """A file in services/ or environments/ cannot be used."""

    exit_code = 2


class Mistakes(DefinitionError):
    """Several at once, so that they can be mended at once; `each` has its own place and fix."""

    def __init__(self, each: tuple[DefinitionError, ...]) -> None:
        first = each[0]
        super().__init__(first.what, fix=first.fix, place=first.place)
        self.each = each

    def __str__(self) -> str:
        return "\n".join(map(str, self.each))

    @classmethod
    def of(cls, errors: Iterable[DefinitionError]) -> DefinitionError:
        """The one error, or all of them as one."""
        every = tuple(
            e for error in errors for e in (error.each if isinstance(error, cls) else (error,))
        )
        return every[0] if len(every) == 1 else cls(every)


class DocumentError(BbfdError):
    """A template cannot be read."""

    exit_code = 2


class Refused(BbfdError):
    """Nothing was changed; a correction or a decision is needed."""

    exit_code = 3


class Trouble(Enum):
    """What an AWS call that failed means to us. Read from codes and types, never from a sentence."""

    ABSENT = "absent"  # what was asked for does not exist
    EXISTS = "exists"  # what was to be made is there already
    DENIED = "denied"  # a permission is missing
    EXPIRED = "expired"  # the credentials are no longer valid
    NO_CREDENTIALS = "no credentials"
    THROTTLED = "throttled"
    UNREACHABLE = (
        "unreachable"  # no answer, or one that cannot be read: the call may have been carried out
    )
    HELD = "held"  # another operation came first: the stack's state does not allow it
    INVALID = "invalid"  # AWS refused the input or the state does not allow it
    OTHER = "other"


class AwsError(Refused):
    """AWS refused a call, or could not be asked."""

    def __init__(
        self, what: str, *, fix: str, trouble: Trouble = Trouble.OTHER, code: str = ""
    ) -> None:
        super().__init__(what, fix=fix)
        self.trouble = trouble
        self.code = code


class EngineError(BbfdError):
    """A container engine failed, or an image one of its checks; nothing was deployed."""

    exit_code = 4


class LostSight(BbfdError):
    """It goes on in AWS, and we cannot see how it ends."""

    exit_code = 6


class Locked(BbfdError):
    """Another operation held the stack for longer than we were told to wait."""

    exit_code = 7


class NotRun(BbfdError):
    """The task of `bbfd run` was not run, or how it ended is not known: no container's own exit code is ours."""

    exit_code = 125


class Interrupted(BbfdError):
    """Stopped by a person before anything was executed."""

    exit_code = 130
