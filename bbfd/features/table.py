"""A table of the service's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from bbfd.model.facts import About, Facts, Grant, Variable
from bbfd.model.owned import Use, key_grants, misnamed, no_arn, outside, owned_id, variable_name
from bbfd.model.stack import Refusal
from bbfd.model.table import Index, Made, OnDemand, Provisioned
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build import assemble
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload

_LONGEST = 35  # days that point in time recovery goes back
_READ = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
_WRITE = (
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)
_ITEMS: Final = {"read": _READ, "write": _WRITE, "all": tuple(sorted({*_READ, *_WRITE}))}
_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
_TYPES: Final = {"text": "S", "number": "N", "binary": "B"}
_VIEWS: Final = {
    "keys": "KEYS_ONLY",
    "new": "NEW_IMAGE",
    "old": "OLD_IMAGE",
    "both": "NEW_AND_OLD_IMAGES",
}


@value
class Table:
    """A table in DynamoDB, made with the service.

    key, sort: the attributes that name an item. types: of keys that are no text. indexes: other orders of its items.
    name: tells several apart, as `orders`. access: what the tasks may do with its items.
    variable: the environment variable that has its name; without it, `TABLE_NAME`, or `ORDERS_TABLE_NAME` with a name.
    capacity: `OnDemand(...)` or `Provisioned(...)`. expires: the attribute with the time (in seconds since 1970) after
    which an item goes. stream: what is told of each change. recovery: days back to which it can be restored (1 to 35;
    0 for none); without a word, 35 in protected environments and 0 elsewhere. infrequent: cheaper to store, dearer to
    read. encryption_key: the ARN of a KMS key; without it, DynamoDB's own.
    container: whose variable; without it, the main container's.
    In protected environments it is kept when the service goes, and protected from deletion.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html
    """

    key: str
    sort: str | None = None
    types: Mapping[str, Literal["text", "number", "binary"]] = field(default_factory=dict)
    indexes: tuple[Index, ...] = ()
    name: str | None = None
    access: Use = "all"
    variable: str | None = None
    capacity: OnDemand | Provisioned = OnDemand()
    expires: str | None = None
    stream: Literal["keys", "new", "old", "both"] | None = None
    recovery: int | None = None
    infrequent: bool = False
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """Its name, what the tasks may do with it, and the table."""
        title = owned_id(self.name, "table")
        variable = variable_name(self.variable, self.name, "table name")
        via = f"dynamodb.{about.region}.amazonaws.com"
        return Facts(
            variables=(Variable(variable, f"${{{title}}}", self.container),),
            grants=(
                *table_grants(f"${{{title}.Arn}}", self.access),
                *self._stream_grants(title),
                *key_grants(self.encryption_key, self.access, via),
            ),
            parts=(self._made,),
            refusals=tuple(self._refused(f"Table {self.name or ''}".strip())),
        )

    def _stream_grants(self, title: str) -> tuple[Grant, ...]:
        if self.stream is None or self.access == "write":
            return ()
        return (Grant(_STREAM, (f"${{{title}.StreamArn}}",)),)

    @property
    def _keys(self) -> tuple[str, ...]:
        """Every attribute that is part of some key, once."""
        every = (self.key, self.sort, *(n for each in self.indexes for n in (each.key, each.sort)))
        return tuple(dict.fromkeys(name for name in every if name is not None))

    def _refused(self, told: str) -> Iterator[Refusal]:
        yield from misnamed(told, self.name)
        yield from outside(told, "recovery", self.recovery, range(_LONGEST + 1))
        yield from no_arn(told, "encryption_key", self.encryption_key, "kms")
        for name in sorted(self.types.keys() - set(self._keys)):
            yield Refusal(
                what=f"{told}: {name} has a type, and is part of no key",
                fix=f"remove it: only keys have types, here {', '.join(self._keys)}",
                field="uses",
            )
        for index in self.indexes:
            if index.local and (index.key != self.key or index.sort is None):
                yield Refusal(
                    what=f"{told}: the local index {index.name} needs the table's key and another sort",
                    fix=f'write Index(name="{index.name}", key="{self.key}", sort=..., local=True), or remove local=',
                    field="uses",
                )

    def _made(self, scope: Scope[Workload]) -> Iterator[assemble.Made]:
        from bbfd.build.uses.table import table

        kept = scope.environment.protected
        usual = _LONGEST if kept else 0
        yield from table(
            Made(
                title=owned_id(self.name, "table"),
                key=self.key,
                sort=self.sort,
                types=tuple((n, _TYPES[self.types.get(n, "text")]) for n in self._keys),
                indexes=self.indexes,
                capacity=self.capacity,
                expires=self.expires,
                stream=None if self.stream is None else _VIEWS[self.stream],
                recovery=usual if self.recovery is None else self.recovery,
                encryption_key=self.encryption_key,
                infrequent=self.infrequent,
                kept=kept,
            )
        )


def table_grants(arn: str, access: Use) -> tuple[Grant, ...]:
    """What reading and writing a table's items takes, of its indexes too."""
    return (Grant(_ITEMS[access], (arn, f"{arn}/index/*")),)
