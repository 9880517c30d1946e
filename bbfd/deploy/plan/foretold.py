"""A stack that stands on what is not deployed yet: what its template says, against the one that is deployed.

No change set can be made for it: parameters of it come from outputs that are not there yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bbfd.deploy.plan.added import added
from bbfd.deploy.plan.compared import Side, differences
from bbfd.deploy.plan.known import known_values
from bbfd.deploy.plan.masked import masked_changes
from bbfd.deploy.plan.propose import guards
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Change, PropertyChange, Replacement
from bbfd.deploy.states import Step, plan
from bbfd.errors import AwsError, Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack

# Whatever changes in one makes a new one.
_REVISED = "AWS::ECS::TaskDefinition"


def foretold(
    stack: Stack, wishes: Wishes, refused: Refused, beneath: Sequence[str], means: Means
) -> Proposal:
    """Say what can be said before what it stands on is deployed. beneath: the names of its stacks that change."""
    state = means.aws.stacks.describe(stack.name)
    if state is not None and plan(state).step is Step.UPDATE:
        return _updated(stack, state, wishes, beneath, means)
    return Proposal(
        stack=stack.name,
        stack_id="",
        step=Step.CREATE,
        why="after what it stands on",
        changes=added(stack.body),
        protected=stack.protected,
        guards=guards(stack, None),
        notes=(f"as its template says: {refused.what}",),
    )


def _updated(
    stack: Stack, state: StackState, wishes: Wishes, beneath: Sequence[str], means: Means
) -> Proposal:
    before = Side(body=means.aws.stacks.template(state.id), values=state.parameters)
    values = {**state.parameters, **_known(stack, state, wishes, beneath, means)}
    after = Side(body=stack.body, values=values)
    return Proposal(
        stack=stack.name,
        stack_id=state.id,
        step=Step.UPDATE,
        why=plan(state).why,
        changes=masked_changes(tuple(changes_between(before, after))),
        values={p.name: values[p.name] for p in stack.parameters if p.name in values},
        before=state.parameters,
        protected=stack.protected,
        guards=guards(stack, state),
        notes=(
            f"{stack.name} exists; its exact plan, and what of it is replaced, is known once "
            f"{' and '.join(beneath)} {'is' if len(beneath) == 1 else 'are'} deployed",
        ),
    )


def _known(
    stack: Stack, state: StackState, wishes: Wishes, beneath: Sequence[str], means: Means
) -> Mapping[str, str]:
    try:
        return known_values(stack, state, wishes, means, besides=beneath)
    except AwsError:
        raise
    except Refused:
        return {}


def changes_between(before: Side, after: Side) -> Iterator[Change]:
    """What differs between two templates, with the values of their parameters, as changes of resources."""
    old, new = before.resources(), after.resources()
    both = [name for name in new if name in old]
    differing = {name: differences(name, before, after) for name in both}
    revised = {name for name in both if differing[name] and new[name]["Type"] == _REVISED}
    for name in new:
        if name not in old:
            yield from added({"Resources": {name: new[name]}})
            continue
        found = differing[name] or tuple(_following(new[name], revised))
        if found:
            yield Change(
                action="modify",
                logical_id=name,
                type=new[name]["Type"],
                replacement=Replacement.ALWAYS if name in revised else Replacement.NEVER,
                properties=found,
            )
    yield from (_gone(name, one) for name, one in old.items() if name not in new)


def _following(resource: Mapping[str, Any], revised: Collection[str]) -> Iterator[PropertyChange]:
    for path, value in resource.get("Properties", {}).items():
        cause = value.get("Ref") if isinstance(value, Mapping) else None
        if cause in revised:
            yield PropertyChange(path=path, cause=str(cause))


def _gone(name: str, resource: Mapping[str, Any]) -> Change:
    return Change(action="remove", logical_id=name, type=resource["Type"])
