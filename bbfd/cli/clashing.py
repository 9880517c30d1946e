"""What an environment that comes and goes would be in the way of: it is like another one, and stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bbfd.cli.stacks import Stacks
from bbfd.deploy.plan.named import Claim, clashes
from bbfd.errors import DefinitionError, Mistakes
from bbfd.model.passing import LIKE, Passing
from bbfd.model.stack import Stack


def like_name(stacks: Stacks) -> str:
    """Name the environment that this one is like."""
    return stacks.place.value.own_marks[LIKE]


def must_not_clash(stacks: Stacks, names: Sequence[str]) -> None:
    """Refuse what the environment that this one is like claims, too. Raises DefinitionError, for all at once."""
    wrong = clashing(stacks, names)
    if wrong:
        raise Mistakes.of(wrong)


def clashing(stacks: Stacks, names: Sequence[str]) -> tuple[DefinitionError, ...]:
    """What the environment that this one is like claims, too; nothing where it is like none."""
    if not isinstance(stacks.place.value, Passing):
        return ()
    model = Stacks(stacks.project, stacks.project.environment(like_name(stacks)))
    mine = (stacks.environment(), *stacks.of(names))
    theirs = (model.environment(), *model.of(names))
    wrong = [
        _clash(claim, one, stacks, model)
        for one in mine
        for other in theirs
        if one and other
        for claim in clashes(one, other)
    ]
    return tuple(_once(wrong))


def _once(wrong: Sequence[DefinitionError]) -> Iterator[DefinitionError]:
    yield from {str(each): each for each in wrong}.values()


def _clash(claim: Claim, stack: Stack, stacks: Stacks, model: Stacks) -> DefinitionError:
    said = claim.said if len(claim.said) <= _LONGEST else f"{claim.said[:_LONGEST]}..."
    kind = "the host" if claim.kind == "host" else f"{claim.resource} ({claim.kind})"
    field = stack.field_of(claim.resource, *claim.path)
    return DefinitionError(
        f"{stacks.place.name} would be in the way of {model.place.name}: {kind} is {said} in both",
        fix=_FIXES.get(claim.kind, _OTHER_NAME),
        place=stacks.project.place_of(stack.definition, field),
    )


_LONGEST = 120
_OTHER_NAME = (
    "leave the name out, or write one with {environment} in it, where the field takes that"
)
_RULE = (
    'write host="{service}-{environment}.example.com", '
    "or let it be like an environment with a load balancer of its own"
)
_FIXES = {
    "host": 'write host="{service}.{domain}", or a host with {environment} in it',
    "AWS::ElasticLoadBalancingV2::ListenerRule": _RULE,
    "AWS::ElasticLoadBalancingV2::Listener": "let it be like an environment with a load balancer of its own",
    "AWS::ServiceDiscovery::Service": "let it be like an environment with a namespace of its own: discovery=NAME",
}
