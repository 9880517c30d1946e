"""What a table of DynamoDB is like, besides its name and keys."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value


@value
class Index:
    """Another order of a table's items. key, sort: attributes. keep: which other attributes lie in it, too.

    local: it shares the table's key, and is made with the table or never.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
    """

    name: str
    key: str
    sort: str | None = None
    keep: Literal["all", "keys"] | tuple[str, ...] = "all"
    local: bool = False


@value
class OnDemand:
    """Paid by request. most_reads, most_writes: request units a second that are never exceeded."""

    most_reads: int | None = None
    most_writes: int | None = None


@value
class Provisioned:
    """Paid by the hour, for so many units a second; indexes have as many.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html
    """

    reads: int
    writes: int


@value
class Made:
    """All that a table is made of. types: of the attributes that are keys, by AWS's letters."""

    title: str
    key: str
    sort: str | None
    types: tuple[tuple[str, str], ...]
    indexes: tuple[Index, ...]
    capacity: OnDemand | Provisioned
    expires: str | None
    stream: str | None
    recovery: int
    encryption_key: str | None
    infrequent: bool
    kept: bool
