"""What a listener rule does with a request: sends it to the tasks, or answers, after a sign-in where one is said."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build.matching import Asked
from bbfd.build.routes import Route
from bbfd.build.scope import Scope
from bbfd.model.workload import Exposed

if TYPE_CHECKING:
    from bbfd.model.sign_in import Cognito, Oidc


def actions(scope: Scope[Exposed], route: Route, asked: Asked) -> list[elb.ListenerRuleAction]:
    """In their order."""
    wanted = sign_in(route, asked)
    if wanted is None and asked.match.forwards and not route.shifted:
        return [_forwarding(route.targets)]
    last = _last(scope, route, asked)
    if wanted is None:
        return [elb.ListenerRuleAction(**last)]
    from bbfd.build.sign_in import authenticating  # few services ask for it

    first = elb.ListenerRuleAction(Order=1, **authenticating(wanted, scope.placeholders))
    return [first, elb.ListenerRuleAction(Order=2, **last)]


@cache
def _forwarding(targets: str) -> elb.ListenerRuleAction:
    """What most rules do."""
    return elb.ListenerRuleAction(Type="forward", TargetGroupArn=Ref(targets))


def sign_in(route: Route, asked: Asked) -> Oidc | Cognito | None:
    """Who must be signed in: as the rule says; what it sends to the tasks, else as the way says."""
    match = asked.match
    if match.public:
        return None
    return match.sign_in or (route.http.sign_in if match.forwards else None)


def _last(scope: Scope[Exposed], route: Route, asked: Asked) -> dict[str, Any]:
    if asked.match.forwards and route.shifted:
        from bbfd.build.shifting import weighted

        to_both = weighted(asked.rule, route.targets, route.other)
        return {"Type": "forward", "ForwardConfig": to_both}
    if asked.match.forwards:
        return {"Type": "forward", "TargetGroupArn": Ref(route.targets)}
    from bbfd.build.answers import answering  # neither do many answer by themselves

    return answering(asked.match, scope.placeholders)
