"""What a deploy would change, and what a deletion would remove.

+ made    ~ changed in place    ± made anew as always (a revision)    ! REPLACED    - removed    = kept
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.deploy.plan.masked import masked_values
from bbfd.deploy.plan.meanings import REVISED
from bbfd.deploy.proposal import Clearing, Clears, Proposal, Removal
from bbfd.deploy.records import Change, PropertyChange, Replacement
from bbfd.deploy.states import Step
from bbfd.model.stack import DEPLOYED
from bbfd.report.line import Line, Tone, paragraph
from bbfd.report.property import property_lines
from bbfd.report.redacted import redacted_record

VERSION = next(name for name, fact in DEPLOYED.items() if fact == "version")
_UNSAID = "-"
_STEPS = {
    Step.CREATE: "will be created",
    Step.UPDATE: "will be updated",
    Step.RECREATE: "will be deleted and created anew",
    Step.WAIT: "is in use by another operation",
    Step.REFUSE: "cannot be deployed",
}


def proposal_lines(proposal: Proposal) -> Iterator[Line]:
    """What would change, property by property; replacements loud. What looks like a credential is taken out."""
    proposal = redacted_record(proposal)
    if proposal.empty:
        yield Line(f"{proposal.stack}: nothing to change", Tone.GOOD)
    else:
        why = f": {proposal.why}" if proposal.step is Step.RECREATE else ""
        told = f"{_version(proposal)}{why}"
        yield from paragraph("", f"{proposal.stack} {_STEPS[proposal.step]}{told}", Tone.STRONG)
        widest = max((len(change.logical_id) for change in proposal.changes), default=0)
        for change in proposal.changes:
            yield from _change_lines(change, widest, proposal.meanings.get(change.logical_id, ""))
        yield from _parameter_lines(proposal)
        yield Line(f"  {counted(proposal)}", Tone.STRONG)
    if proposal.guards is not None:
        words = "on" if proposal.guards else "OFF: the stack can then be deleted"
        yield Line(f"  termination protection  {words}", Tone.NEW if proposal.guards else Tone.LOUD)
    yield from _objection_lines(proposal)
    for note in proposal.notes:
        yield from paragraph("  note: ", note, Tone.QUIET)


def _objection_lines(proposal: Proposal) -> Iterator[Line]:
    for what, fix in proposal.objections.items():
        yield from paragraph("  a deploy would be refused: ", what, Tone.LOUD)
        yield from paragraph("      fix  ", fix, Tone.PLAIN)


_NO_RESOURCE = "no resource: outputs, parameters or tags alone"


def counted(proposal: Proposal) -> str:
    """How many are made, changed, replaced, removed."""
    kinds = [kind_of(change) for change in proposal.changes]
    told = [(kinds.count(kind), words) for kind, (_, words, _) in _KINDS.items()]
    return ", ".join(f"{number} {words}" for number, words in told if number) or _NO_RESOURCE


def removal_lines(removal: Removal) -> Iterator[Line]:
    """What goes and what stays."""
    yield Line(f"{removal.stack} will be deleted", Tone.STRONG)
    widest = max((len(c.logical_id) for c in (*removal.removed, *removal.kept)), default=0)
    for change in removal.removed:
        yield Line(f"  - remove  {change.logical_id:<{widest}}  {change.type}", Tone.BAD)
    for change in removal.kept:
        yield Line(f"  = keep    {change.logical_id:<{widest}}  {change.type}", Tone.GOOD)
        yield Line(f"            {change.physical_id}", Tone.QUIET)
    for one in removal.cleared:
        yield from paragraph("  first     ", clearing_words(one), Tone.LOUD)
    yield Line(f"  {len(removal.removed)} removed, {len(removal.kept)} kept", Tone.STRONG)
    for note in removal.notes:
        yield from paragraph("  note: ", note, Tone.QUIET)


def clearing_words(one: Clearing) -> str:
    """What is done before the deletion, and to how many."""
    some, done = _CLEARED[one.clears]
    count = "every" if one.count is None else f"{one.count:,}"
    plural = "" if one.count in (None, 1) else "s"
    unknown = f" (how many was not readable: {one.why})" if one.why else ""
    return f"{count} {some}{plural} of {one.logical_id}, {one.name}: {done}{unknown}"


def proposal_record(proposal: Proposal) -> dict[str, Any]:
    """For JSON. What looks like a credential is taken out."""
    proposal = redacted_record(proposal)
    values, before = masked_values(proposal.values, proposal.before)
    return {
        "stack": proposal.stack,
        "stack_id": proposal.stack_id,
        "step": proposal.step.value,
        "why": proposal.why,
        "empty": proposal.empty,
        "protected": proposal.protected,
        "termination_protection": proposal.guards,
        "changes": [change_record(change) for change in proposal.changes],
        "parameters": dict(values),
        "parameters_before": dict(before),
        "version": {
            side: _told(of)
            for side, of in (("before", proposal.before), ("after", proposal.values))
        },
        "meanings": dict(proposal.meanings),
        "objections": [{"what": what, "fix": fix} for what, fix in proposal.objections.items()],
        "notes": list(proposal.notes),
    }


def _told(parameters: Mapping[str, str]) -> str | None:
    found = parameters.get(VERSION, _UNSAID)
    return None if found == _UNSAID else found


def change_record(change: Change) -> dict[str, Any]:
    """For JSON."""
    return {
        "action": change.action,
        "logical_id": change.logical_id,
        "type": change.type,
        "physical_id": change.physical_id,
        "replacement": change.replacement.value,
        "properties": [
            {
                "path": p.path,
                "before": p.before,
                "after": p.after,
                "recreates": p.recreates.value,
                "cause": p.cause,
            }
            for p in change.properties
        ],
    }


# What happens to a resource: its mark and verb, how many of them are told, its tone.
_KINDS = {
    "add": ("+ create", "to create", Tone.NEW),
    "modify": ("~ change", "to change", Tone.WARN),
    "revise": ("± revise", "to revise", Tone.WARN),
    "replace": ("! REPLACE", "to REPLACE", Tone.LOUD),
    "remove": ("- remove", "to remove", Tone.BAD),
    "import": ("+ import", "to import", Tone.NEW),
    "syncwithactual": ("~ sync", "to take over as they are", Tone.WARN),
    "dynamic": ("? depends", "that depend on the others", Tone.WARN),
    "other": ("? unclear", "unclear", Tone.WARN),
}
# Of what, and what is done to it.
_CLEARED = {
    Clears.CONTENTS: ("object version", "deleted for good"),
    Clears.PROTECTION: ("protected instance", "no longer protected from scale-in"),
}
_LOUD = {
    Replacement.ALWAYS: "a new one takes its place, the old one is removed",
    Replacement.MAYBE: "perhaps: AWS knows only when it does it",
}


def kind_of(change: Change) -> str:
    """What happens to a resource: add, modify, revise, replace, remove, import or other."""
    if change.action == "modify" and change.replacement is not Replacement.NEVER:
        return "revise" if change.type in REVISED else "replace"
    return change.action if change.action in _KINDS else "other"


def _version(proposal: Proposal) -> str:
    """Say which version gives way to which."""
    before, after = proposal.before.get(VERSION, _UNSAID), proposal.values.get(VERSION, _UNSAID)
    if after in (_UNSAID, before):
        return ""
    return f": version {after}" if before == _UNSAID else f": version {before} → {after}"


def _change_lines(change: Change, widest: int, meaning: str) -> Iterator[Line]:
    kind = kind_of(change)
    mark, _, tone = _KINDS[kind]
    yield Line(f"  {mark:<9}  {change.logical_id:<{widest}}  {change.type}", tone)
    if kind == "replace" and not (meaning and change.replacement is Replacement.ALWAYS):
        yield Line(f"      {_LOUD[change.replacement]}", tone)
    if meaning:
        yield from paragraph("      ", meaning, tone)
    for one in change.properties:
        yield from property_lines(one)


def _parameter_lines(proposal: Proposal) -> Iterator[Line]:
    if proposal.step is not Step.UPDATE:
        return
    before, after = proposal.before, proposal.values
    names = (before.keys() | after.keys()) - DEPLOYED.keys()
    moved = sorted(n for n in names if before.get(n) != after.get(n))
    if moved:
        yield Line("  parameters")
    shown, had = masked_values(after, before)
    for name in moved:
        change = PropertyChange(path=name, before=had.get(name), after=shown.get(name))
        yield from property_lines(change)
