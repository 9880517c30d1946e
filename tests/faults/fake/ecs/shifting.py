"""What a deployment does that shifts traffic: it waits where it was told to, then moves the weights of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.fake.ecs.records import Deployment, Service
    from tests.faults.fake.ecs.service import Ecs

Json = dict[str, Any]
_SHIFTING = ("BLUE_GREEN", "LINEAR", "CANARY")


def shifts(service: Service) -> bool:
    return service.properties.get("DeploymentConfiguration", {}).get("Strategy") in _SHIFTING


def pauses(service: Service) -> list[Json]:
    """The stages that it waits at, each with what becomes of it in the end."""
    hooks = service.properties.get("DeploymentConfiguration", {}).get("LifecycleHooks", ())
    return [
        {"stage": stage, **hook.get("TimeoutConfiguration", {})}
        for hook in hooks
        if hook.get("TargetType") == "PAUSE"
        for stage in hook["LifecycleStages"]
    ]


def move(ecs: Ecs, service: Service) -> None:
    """All traffic to the group that had none."""
    weights = ecs.world.elbv2.weights
    for balancer in service.properties.get("LoadBalancers", ()):
        more = balancer.get("AdvancedConfiguration", {})
        pair = (balancer["TargetGroupArn"], more.get("AlternateTargetGroupArn"))
        for rule in (more.get("ProductionListenerRule"), more.get("TestListenerRule")):
            if rule in weights and pair[1] is not None:
                serving = next((g for g in pair if weights[rule].get(g)), pair[0])
                weights[rule] = {g: 0 if g == serving else 100 for g in pair}


def wait(
    ecs: Ecs,
    deployment: Deployment,
    pause: Json,
    go_on: Callable[[], None],
    back: Callable[[], None],
) -> None:
    """Wait for a word, or until the time is over."""
    ways = {"CONTINUE": go_on, "ROLLBACK": back}
    minutes, action = int(pause.get("TimeoutInMinutes", 1440)), pause.get("Action", "ROLLBACK")
    waiting = {
        "hookId": f"ecs-pause-{ecs.fresh(12)}",
        "targetType": "PAUSE",
        "status": "AWAITING_ACTION",
        "expiresAt": ecs.timeline.utc(ecs.timeline.now + minutes * 60),
        "timeoutAction": action,
    }
    deployment.stage, deployment.waiting = pause["stage"], waiting

    def answered(with_: str, status: str) -> None:
        waiting["status"] = status
        deployment.waiting, deployment.answer = {}, None
        ecs.timeline.after(1.0, ways[with_])

    deployment.answer = lambda action: answered(action, "SUCCEEDED")
    ecs.timeline.after(
        minutes * 60.0,
        lambda: answered(action, "TIMED_OUT") if deployment.waiting is waiting else None,
    )


def answer(deployment: Deployment | None, p: Json) -> None:
    """ContinueServiceDeployment."""
    if deployment is None:
        raise AwsFailure(
            "ServiceDeploymentNotFoundException", "The service deployment was not found."
        )
    if deployment.answer is None or deployment.waiting.get("hookId") != p["hookId"]:
        raise AwsFailure("InvalidParameterException", "The hook is not awaiting an action.")
    deployment.answer(p.get("action", "CONTINUE"))
