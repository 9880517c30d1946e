"""An export that another stack imports can neither change nor go: the update would be rolled back at its very end.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.deploy.plan.compared import Side, filled
from bbfd.deploy.plan.digest import by_us
from bbfd.deploy.plan.guards._case import GOOD, Case, Objection, Verdict, together, unseen
from bbfd.deploy.records import Replacement
from bbfd.deploy.unknown import Unknown, or_unknown


def guard(case: Case) -> Verdict:
    """Refuse what others import, and would change or go."""
    state, outputs = case.state, case.stack.body.get("Outputs", {})
    if state is None:
        return GOOD
    goes = not state.outputs.keys() <= outputs.keys()
    if not goes and by_us(state) and not any("Export" in o for o in outputs.values()):
        return GOOD  # our stacks export nothing unless a definition's own part does: it is not worth a call
    deployed = or_unknown(lambda: case.aws.stacks.template(state.id))
    if isinstance(deployed, Unknown):
        return unseen("whether an export that others import would change", deployed)
    before = Side(body=deployed, values=state.parameters)
    after = Side(body=case.stack.body, values=case.values)
    return together(_looked_up(case, name) for name in _moving(case, before, after))


def _moving(case: Case, before: Side, after: Side) -> Iterator[str]:
    """Names of the exports that are there, and would not be as they are."""
    kept = dict(_exports(after))
    renewed = {
        change.logical_id
        for change in case.proposal.changes
        if change.action == "remove" or change.replacement is Replacement.ALWAYS
    }
    for name, value in _exports(before):
        if name not in kept or kept[name] != value or _refers(value, renewed):
            yield name


def _exports(side: Side) -> Iterator[tuple[str, Any]]:
    values = {**side.values}
    for output in side.body.get("Outputs", {}).values():
        name = filled(output.get("Export", {}).get("Name"), values)
        if isinstance(name, str):
            yield name, filled(output.get("Value"), values)


def _refers(value: Any, names: set[str]) -> bool:
    if isinstance(value, Mapping):
        got = value.get("Fn::GetAtt", ())
        first = got.partition(".")[0] if isinstance(got, str) else next(iter(got), "")
        return value.get("Ref") in names or first in names or _any(value.values(), names)
    return isinstance(value, (list, tuple)) and _any(value, names)


def _any(values: Any, names: set[str]) -> bool:
    return any(_refers(one, names) for one in values)


def _looked_up(case: Case, name: str) -> Verdict:
    importers = or_unknown(lambda: case.aws.stacks.importers(name))
    if isinstance(importers, Unknown):
        return unseen(f"whether other stacks import {name}", importers)
    if not importers:
        return GOOD
    stacks = ", ".join(importers)
    return Verdict(
        objections=(
            Objection(
                what=f"the export {name} would change or go, and is imported by {stacks}",
                fix=f"make {stacks} do without it first; or keep the output as it is",
            ),
        )
    )
