"""Where deploys are kept: `history/STACK/NUMBER-TIME-RANDOM/` in the artifacts bucket, with two objects each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.kept.records import Kept, Whole
from bbfd.deploy.kept.written import Misshapen, summary, summary_of, whole, whole_of
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bbfd.deploy.means import Means
    from bbfd.model.stack import Stack

ARTIFACTS = "ArtifactsBucket"
_DEPLOY = "deploy.json"
_END = "end.json"
_FOLDER = re.compile(r"(\d{6,})-\d{8}T\d{6}Z-[0-9a-f]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """One operation's objects. ended: how it ended is among them."""

    key: str
    number: int
    ended: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """In place of a deploy that is kept, and cannot be read. why: one sentence."""

    number: int
    why: str


def history_of(stack: str) -> str:
    """Name the folder of all that is kept of a stack."""
    return f"history/{stack}/"


def folder_of(stack: str, number: int, began: datetime, token: str) -> str:
    """Name the folder of one operation: no two of them are the same, and by name they are in the order of time."""
    return f"{history_of(stack)}{number:06d}-{began:%Y%m%dT%H%M%SZ}-{_random(token)}"


def is_of(folder: Folder, token: str) -> bool:
    """Whether it may be the folder of the operation with this token."""
    return folder.key.endswith(f"-{_random(token)}")


def _random(token: str) -> str:
    return token.removeprefix("bbfd-")[:8]


def bucket_of(registry: str, means: Means) -> str:
    """Name the artifacts bucket of a registry; "" where there is none."""
    known = means.buckets.of(registry)
    if known:
        return known
    state = means.aws.stacks.describe(registry)
    found = state.outputs.get(ARTIFACTS, "") if state else ""
    means.buckets.learn(registry, found)
    return found


class Shelf:
    """What is kept of one stack. Every call may raise AwsError."""

    def __init__(self, bucket: str, stack: str, means: Means) -> None:
        self._bucket = bucket
        self._stack = stack
        self._owner = means.aws.account
        self._s3 = means.aws.bucket

    def folders(self) -> tuple[Folder, ...]:
        """List what is kept, the newest first."""
        start = history_of(self._stack)
        held: dict[str, set[str]] = {}
        for key in self._s3.keys(self._bucket, start, owner=self._owner):
            folder, _, name = key.removeprefix(start).rpartition("/")
            if _FOLDER.fullmatch(folder):
                held.setdefault(folder, set()).add(name)
        return tuple(
            Folder(key=start + folder, number=int(folder.split("-")[0]), ended=_END in names)
            for folder, names in sorted(held.items(), key=_newest, reverse=True)
            if _DEPLOY in names
        )

    def put(self, kept: Kept, stack: Stack, values: Mapping[str, str]) -> None:
        """Keep a deploy."""
        self._put(f"{kept.folder}/{_DEPLOY}", whole(kept, stack, values))

    def put_end(self, kept: Kept) -> None:
        """Keep how it ended, with what it was in short: who looks at many need not read all of each."""
        self._put(f"{kept.folder}/{_END}", summary(kept))

    def read(self, folders: Sequence[Folder]) -> Iterator[Kept | Unreadable]:
        """Read what these were in short."""
        for one in folders:
            key = f"{one.key}/{_END if one.ended else _DEPLOY}"
            text = or_unknown(partial(self._get, key))
            if isinstance(text, Unknown):
                yield Unreadable(number=one.number, why=text.why)
                continue
            try:
                yield summary_of(text, one.key)
            except Misshapen as error:
                yield Unreadable(number=one.number, why=str(error))

    def whole(self, kept: Kept) -> Whole:
        """Read all of one. Raises Misshapen."""
        return whole_of(self._get(f"{kept.folder}/{_DEPLOY}"), kept.folder)

    def remove(self, folders: Sequence[str]) -> None:
        """Remove what is kept of these operations, by the keys of their folders."""
        keys = tuple(f"{folder}/{name}" for folder in folders for name in (_DEPLOY, _END))
        self._s3.remove(self._bucket, keys, owner=self._owner)

    def _put(self, key: str, body: bytes) -> None:
        self._s3.put(self._bucket, key, body, owner=self._owner)

    def _get(self, key: str) -> bytes:
        return self._s3.get(self._bucket, key, owner=self._owner)


def shelf_of(stack: str, registry: str, means: Means) -> Shelf | Unknown:
    """Find where deploys of a stack are kept; or why nothing is known of it."""
    if not registry:
        return Unknown(why="nobody said which registry the environment has")
    try:
        bucket = bucket_of(registry, means)
    except AwsError as error:
        return Unknown(why=error.what)
    if not bucket:
        return Unknown(why=f"the stack {registry} that makes the artifacts bucket does not exist")
    return Shelf(bucket, stack, means)


def _newest(held: tuple[str, set[str]]) -> tuple[int, str]:
    return int(held[0].split("-")[0]), held[0]
