"""What holds data is not emptied unseen: in a protected environment no new, empty one takes its place.

CloudFormation replaces a table whose key changes, and says so in the plan alone; nobody reads that where `--yes` is
given. And what is taken out of a definition is kept only where it was deployed so.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.deploy.plan.guards._case import Case, Objection, Verdict, forcing, together, unseen
from bbfd.deploy.plan.storing import EMPTIED_BY, STORES
from bbfd.deploy.records import Change, Replacement
from bbfd.deploy.unknown import Unknown, or_unknown

_KEPT = ("Retain", "RetainExceptOnCreate", "Snapshot")


def guard(case: Case) -> Verdict:
    """Refuse what would lose sight of data; elsewhere a plan shows it, and Enter means no."""
    return together(_verdicts(case)) if case.stack.protected else Verdict()


def _verdicts(case: Case) -> Iterator[Verdict]:
    holding = [change for change in case.proposal.changes if change.type in STORES]
    for change in holding:
        if change.action == "modify":
            yield from _replaced(change, case)
    removed = [change for change in holding if change.action == "remove"]
    if removed and case.state is not None:
        yield from _removed(removed, case, case.state.id)


def _replaced(change: Change, case: Case) -> Iterator[Verdict]:
    forced = _forced(change)
    if forced is None or "DBClusterIdentifier" in case.template.properties(change.logical_id):
        return  # it stays, or what it answers from is its cluster's
    where = case.where(change.logical_id, *forced[:1]) or "the definition"
    told = ", ".join(forced) or "what changes in it"
    yield _refused(
        f"{change.logical_id} ({change.type}) holds data, and {told} makes it anew, and empty: "
        "in a protected environment that does not happen by the way",
        fix=f"leave {told} as it was in {where}; or make a second one under another name, move what this one holds, "
        "then take this one out: it is kept",
    )


def _forced(change: Change) -> tuple[str, ...] | None:
    """The properties that make it anew, as far as they are told; None where it stays, or may well."""
    if change.replacement is Replacement.ALWAYS:
        return tuple(dict.fromkeys(map(_property, forcing(change))))
    names = dict.fromkeys(_property(each.path) for each in change.properties)
    known = EMPTIED_BY.get(change.type, frozenset())
    found = tuple(name for name in names if name in known)
    return found if found and change.replacement is Replacement.MAYBE else None


def _property(path: str) -> str:
    """`KeySchema` of `KeySchema.0.AttributeName`."""
    return re.split(r"[./]", path, maxsplit=1)[0]


def _removed(changes: list[Change], case: Case, stack_id: str) -> Iterator[Verdict]:
    deployed = or_unknown(lambda: case.aws.stacks.template(stack_id))
    if isinstance(deployed, Unknown) or not deployed:
        unknown = deployed if isinstance(deployed, Unknown) else Unknown(why="it has no template")
        yield unseen("whether what is taken out of the stack is kept", unknown)
        return
    resources = deployed.get("Resources", {})
    for change in changes:
        named = f"{change.logical_id} ({change.type} {change.physical_id})"
        if resources.get(change.logical_id, {}).get("DeletionPolicy") in _KEPT:
            yield Verdict(notes=(f"{named} is kept, outside of the stack, with all that it holds",))
            continue
        yield _refused(
            f"{named} would be deleted with all that it holds: it was not deployed as one that is kept",
            fix=f"deploy once with it in {case.stack.definition or 'the definition'}, which keeps it from then on; "
            "then take it out",
        )


def _refused(what: str, *, fix: str) -> Verdict:
    return Verdict(objections=(Objection(what=what, fix=fix),))
