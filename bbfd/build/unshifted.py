"""Why traffic cannot be shifted as is said: what no template would show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.build.actions import sign_in
from bbfd.build.address import entrance
from bbfd.build.deployment import wanted
from bbfd.build.matching import asked
from bbfd.build.routes import Route
from bbfd.build.scope import Scope
from bbfd.model.deployment import Canary, Hook, Linear, Shifting
from bbfd.model.stack import Refusal
from bbfd.model.workload import Exposed

_FUNCTION = re.compile(
    r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9$_-]+)?"
)
_LONGEST = 33 * 60  # minutes: CloudFormation itself gives up after 36 hours
_HINT = "shorten it: CloudFormation refuses more than 33 hours"


def unshifted(scope: Scope[Exposed], route: Route) -> Iterator[Refusal]:
    """Why not."""
    yield from _signed_in(scope, route)
    yield from _networked(scope, route)
    deployment = wanted(scope)
    if isinstance(deployment, Shifting) and route.field in ("http", "http.0"):
        yield from unasked(deployment)


def _networked(scope: Scope[Exposed], route: Route) -> Iterator[Refusal]:
    """ECS can shift a network load balancer's listeners too; nobody here tells it to."""
    if scope.workload.network is not None and route.field in ("http", "http.0"):
        yield Refusal(
            what="traffic of a network load balancer is not shifted, and the service has one beside http=",
            fix="make two services of it, or replace tasks in place: deployment=Rolling()",
            field="network",
        )


def unasked(deployment: Shifting) -> Iterator[Refusal]:
    """Why not, whatever the traffic comes through."""
    yield from _hooks(deployment)
    yield from _lasting(deployment)


def _signed_in(scope: Scope[Exposed], route: Route) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html"""
    if entrance(scope, route).own:
        return
    for each in asked(scope, route):
        if each.match.forwards and sign_in(route, each) is not None:
            yield Refusal(
                what="ECS shifts no traffic of a rule that asks for a sign-in first",
                fix="remove sign_in=, or replace tasks in place: deployment=Rolling()",
                field=f"{each.field}.sign_in",
            )


def _hooks(deployment: Shifting) -> Iterator[Refusal]:
    for number, hook in enumerate(deployment.hooks):
        field = f"deployment.hooks.{number}"
        if not hook.at:
            fix = 'write at=("POST_TEST_TRAFFIC_SHIFT",)'
            yield Refusal(what="a hook at no stage is never asked", fix=fix, field=field)
        if hook.minutes is not None and hook.minutes > _LONGEST:
            what = f"it may wait for {hook.minutes / 60:.0f} hours"
            yield Refusal(what=what, fix=_HINT, field=f"{field}.minutes")
        if len(set(hook.at)) < len(hook.at):
            what = f"a stage is there twice: {', '.join(hook.at)}"
            yield Refusal(what=what, fix="write each once", field=f"{field}.at")
        if isinstance(hook, Hook) and not _FUNCTION.fullmatch(hook.function):
            what = f"{hook.function!r} is not the ARN of a function"
            fix = 'write function="arn:aws:lambda:REGION:ACCOUNT:function:NAME"'
            yield Refusal(what=what, fix=fix, field=field)


def _lasting(deployment: Shifting) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-linearconfiguration.html"""
    minutes: float = deployment.bake
    if isinstance(deployment, Linear) and deployment.step > 0:
        minutes += 100 / deployment.step * deployment.every
    if isinstance(deployment, Canary):
        minutes += deployment.for_
    if minutes > _LONGEST:
        what = f"the deployment takes {minutes / 60:.0f} hours at least"
        yield Refusal(what=what, fix=_HINT, field="deployment")
