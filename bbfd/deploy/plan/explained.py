"""A change set says what changes, not always from what to what, and calls replaced what only might be.

Both are looked up in the template that is deployed: the values on either side, and resources that stay because all that
they follow from stays.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bbfd.deploy.plan.compared import Side, differences
from bbfd.deploy.plan.containers import CONTAINERS, by_name, cause_of, is_shifted, whole
from bbfd.deploy.records import Change, PropertyChange, Replacement
from bbfd.deploy.unknown import Unknown, or_unknown

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

# What `Fn::GetAtt` gives that lasts as long as the resource; what `Ref` gives always does.
_LASTING = frozenset({("AWS::ECS::Service", "Name"), ("AWS::ECS::Service", "ServiceArn")})


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """The changes, and what a reader should know of those that are left out."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


def explained(
    changes: tuple[Change, ...],
    stack: Stack,
    state: StackState | None,
    values: Mapping[str, str],
    means: Means,
) -> Explained:
    """Complete the changes of an update, as far as the deployed template can be read."""
    after = Side(body=stack.body, values=values)
    named = tuple(by_name(change, after) for change in changes)
    if state is None or not any(map(_is_unclear, changes)):
        return Explained(changes=named)
    deployed = or_unknown(lambda: means.aws.stacks.template(state.id))
    if isinstance(deployed, Unknown) or not deployed:
        return Explained(changes=named)
    before = Side(body=deployed, values=state.parameters)
    both = before.resources().keys() & after.resources().keys()
    differing = {
        change.logical_id: differences(change.logical_id, before, after)
        for change in changes
        if change.action == "modify" and change.logical_id in both
    }
    changes = tuple(_uncounted(*pair, differing) for pair in zip(changes, named, strict=True))
    types = {name: str(one.get("Type", "")) for name, one in after.resources().items()}
    settled = _settled(changes, differing, types)
    return Explained(
        changes=tuple(_with_values(c, differing.get(c.logical_id, ()), values) for c in settled),
        notes=_said(changes, settled),
    )


def _is_unclear(change: Change) -> bool:
    unsure = change.replacement is Replacement.MAYBE or is_shifted(change)
    return unsure or any(map(_lacks_values, change.properties))


def _lacks_values(one: PropertyChange) -> bool:
    return one.before is None and one.after is None


Differing = Mapping[str, tuple[PropertyChange, ...]]


def _uncounted(counted: Change, named: Change, differing: Differing) -> Change:
    """Give a change by names: by what the two templates say, where the numbers could mean two things."""
    known = any(_is_within(d.path, CONTAINERS) for d in differing.get(counted.logical_id, ()))
    return whole(counted) if known and is_shifted(counted) else named


def _settled(
    changes: tuple[Change, ...], differing: Differing, types: Mapping[str, str]
) -> tuple[Change, ...]:
    """Leave out what follows only from what stays; one that stays may settle another."""
    left = changes
    while True:
        moving = {
            c.logical_id
            for c in left
            if c.action != "modify" or c.replacement is not Replacement.NEVER
        }
        lasting = frozenset(_lasting(types.keys() - moving, types))
        now = tuple(_without(left, differing, lasting))
        if now == left:
            return left
        left = now


def _lasting(staying: Iterable[str], types: Mapping[str, str]) -> Iterator[str]:
    """What may be named as the cause of a change, and is no change while the resource stays."""
    for name in staying:
        yield name
        yield from (f"{name}.{attribute}" for kind, attribute in _LASTING if kind == types[name])


def _without(
    changes: tuple[Change, ...], differing: Differing, lasting: frozenset[str]
) -> Iterator[Change]:
    for change in changes:
        if change.replacement is not Replacement.MAYBE or change.logical_id not in differing:
            yield change
            continue
        own = {one.path.partition("/")[0] for one in differing[change.logical_id]}
        rest = tuple(
            p
            for p in change.properties
            if p.cause not in lasting or p.path.partition("/")[0] in own
        )
        if rest == change.properties:
            yield change
        elif rest:
            yield replace(change, properties=rest, replacement=_of(rest))


def _of(properties: tuple[PropertyChange, ...]) -> Replacement:
    """A property that follows from another resource is known only when that is done."""
    if all(one.recreates is Replacement.NEVER for one in properties):
        return Replacement.NEVER
    sure = any(one.recreates is Replacement.ALWAYS and not one.cause for one in properties)
    return Replacement.ALWAYS if sure else Replacement.MAYBE


def _with_values(
    change: Change, differing: tuple[PropertyChange, ...], values: Mapping[str, str]
) -> Change:
    """Put in place of a property without values those of its parts that differ."""
    found: list[PropertyChange] = []
    for one in change.properties:
        parts = tuple(d for d in differing if _is_within(d.path, one.path))
        if _lacks_values(one) and parts:
            found.extend(
                replace(part, recreates=one.recreates, cause=cause_of(part, one, values))
                for part in parts
            )
        else:
            found.append(one)
    return replace(change, properties=tuple(dict.fromkeys(found)))


def _is_within(path: str, property: str) -> bool:
    return path == property or path.startswith(f"{property}/")


def _said(changes: tuple[Change, ...], settled: tuple[Change, ...]) -> tuple[str, ...]:
    there = {change.logical_id for change in settled}
    gone = sorted(change.logical_id for change in changes if change.logical_id not in there)
    if not gone:
        return ()
    return (f"unchanged, as what they follow from is not replaced: {', '.join(gone)}",)
