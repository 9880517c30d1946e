"""A registry is shared by projects that do not know of each other: what another one has put into it stays.

Its stack is made from the definitions of one project, of one branch of it. So a repository that the deployed stack has,
and these definitions do not ask for, is carried over as it is deployed, with its output, for as long as it exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bbfd.deploy.by_hand import by_hand
from bbfd.deploy.commands import REGISTRY
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

REPOSITORY = "AWS::ECR::Repository"


@dataclass(frozen=True, kw_only=True, slots=True)
class Others:
    """What a registry holds that these definitions do not ask for. names: logical id -> name of the repository."""

    names: Mapping[str, str]
    resources: Mapping[str, Any]
    outputs: Mapping[str, Any]


NOTHING = Others(names={}, resources={}, outputs={})


def of_others(stack: Stack, state: StackState | None, means: Means) -> Others:
    """Find what others have put into a registry. Refused where that cannot be known: it would be deleted."""
    # Each repository of a registry is an output by the same name: mostly, that saves the call.
    had = state.outputs.keys() - stack.body.get("Outputs", {}).keys() if state else ()
    if state is None or REGISTRY not in stack.tags or not had:
        return NOTHING
    deployed = means.aws.stacks.template(state.id)
    if not deployed:
        raise Refused(
            f"the template of the stack {stack.name} is not one of ours: what others put there is not known",
            fix="look at it in the CloudFormation console; who changed it brings it back",
        )
    ids = deployed.get("Resources", {}).keys() - stack.body.get("Resources", {}).keys()
    found = {one: deployed["Resources"][one] for one in sorted(ids) if _is_one(deployed, one)}
    names = _there({one: _name(resource) for one, resource in found.items()}, means)
    outputs = deployed.get("Outputs", {})
    return Others(
        names=names,
        resources={one: found[one] for one in names},
        outputs={one: outputs[one] for one in names if one in outputs},
    )


def with_others(stack: Stack, others: Others) -> Stack:
    """Make the stack hold it too."""
    if not others.names:
        return stack
    body = {**stack.body}
    for section, more in (("Resources", others.resources), ("Outputs", others.outputs)):
        body[section] = {**body.get(section, {}), **more}
    return replace(stack, body=body)


def said(others: Others) -> tuple[str, ...]:
    """Say what stays though nobody here asks for it, and how it goes."""
    return tuple(
        f"the repository {name} is kept: no service here asks for it, but another project or branch may; "
        f"if none does, {by_hand(REPOSITORY, name)}, and the next deploy forgets it"
        for name in others.names.values()
    )


def whose(others: Others) -> tuple[str, ...]:
    """Say why the registry has to stay, and how each goes."""
    return tuple(
        f"it holds the repository {name}, which no service here asks for; {by_hand(REPOSITORY, name)}"
        for name in others.names.values()
    )


def _is_one(deployed: Mapping[str, Any], logical_id: str) -> bool:
    return bool(deployed["Resources"][logical_id].get("Type") == REPOSITORY)


def _name(resource: Mapping[str, Any]) -> str:
    """Its name, where that was chosen, as ours all are."""
    name = resource.get("Properties", {}).get("RepositoryName", "")
    return name if isinstance(name, str) else ""


def _there(names: Mapping[str, str], means: Means) -> Mapping[str, str]:
    """Leave out those that somebody has deleted. What cannot be read is taken to be there."""
    if not names:
        return names
    found = or_unknown(lambda: means.aws.images.repositories(frozenset(names.values())))
    if isinstance(found, Unknown):
        return names
    return {logical_id: name for logical_id, name in names.items() if not name or name in found}
