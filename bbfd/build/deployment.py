"""How new tasks take the place of old ones, as a service says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from troposphere import GetAtt, ecs

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.connect import offered
from bbfd.build.scope import Scope
from bbfd.model.deployment import (
    Canary,
    Deployment,
    EarlySuccess,
    Hook,
    Linear,
    Pause,
    Percent,
    Recreate,
    Rolling,
    Shifting,
    is_shiftable,
)
from bbfd.model.naming import filled
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import LongRunning

_STOPPED_FIRST = Rolling(minimum_healthy=0, maximum=100)


def wanted(scope: Scope[LongRunning]) -> Deployment:
    """What the service says of it, with the names of alarms and functions filled in."""
    said = scope.workload.deployment
    if any(isinstance(alarm, str) for alarm in said.alarms):
        field = "deployment.alarms"
        alarms = (_filled(scope, a, field) if isinstance(a, str) else a for a in said.alarms)
        said = replace(said, alarms=tuple(alarms))
    if not isinstance(said, Shifting) or not said.hooks:
        return said
    return replace(said, hooks=tuple(_hook_here(scope, hook) for hook in said.hooks))


def _hook_here(scope: Scope[LongRunning], hook: Hook | Pause) -> Hook | Pause:
    if isinstance(hook, Pause):
        return hook
    return replace(hook, function=_filled(scope, hook.function, "deployment.hooks"))


def _filled(scope: Scope[LongRunning], text: str, field: str) -> str:
    try:
        return filled(text, scope.placeholders)
    except ValueError as error:
        known = ", ".join(f"{{{name}}}" for name in sorted(scope.placeholders))
        refusal = Refusal(what=str(error), fix=f"write one of {known}", field=field)
        raise Unbuildable(refusal) from None


def shifted_in_vain(scope: Scope[LongRunning]) -> Iterator[Refusal]:
    """Traffic of what nobody calls; Service Connect shifts its own."""
    if is_shiftable(scope.workload.deployment) and offered(scope.workload) is None:
        kind = type(scope.workload).__name__
        what = f"nobody calls a {kind}: there is no traffic to shift"
        if scope.facts.gates or scope.facts.registered:
            what = (
                "that of gateways and of VPC Lattice is not shifted, and there is no other traffic"
            )
        fix = "write Rolling(...) or Recreate(...)"
        yield Refusal(what=what, fix=fix, field="deployment")


def never_given_up(deployment: Deployment) -> Iterator[Refusal]:
    """A share of the desired count that can fail, and be gone beyond."""
    share = getattr(deployment, "failures", None)
    if isinstance(share, Percent) and not 1 <= share.of_count <= 100:
        what = f"ECS would give up after {share.of_count} % of the tasks have failed"
        yield Refusal(
            what=what, fix="write Percent(1) to Percent(100)", field="deployment.failures"
        )


def early_in_vain(deployment: Deployment) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentEarlySuccessCriteria.html"""
    early = deployment.early_success if isinstance(deployment, Rolling) else None
    if early is None or not isinstance(deployment, Rolling):
        return
    field = "deployment.early_success.healthy"
    least = max(1, deployment.minimum_healthy)
    if not least <= early.healthy <= 100:
        what = f"it would have succeeded with {early.healthy} % healthy"
        fix = f"write {least} to 100: minimum_healthy is {deployment.minimum_healthy}"
        yield Refusal(what=what, fix=fix, field=field)


def deployed(deployment: Deployment) -> ecs.DeploymentConfiguration:
    """Its DeploymentConfiguration."""
    alarms = _alarms(deployment)
    if isinstance(deployment, Shifting):
        return ecs.DeploymentConfiguration(**_shifted(deployment), **alarms)
    counts = deployment if isinstance(deployment, Rolling) else _STOPPED_FIRST
    return ecs.DeploymentConfiguration(
        MinimumHealthyPercent=counts.minimum_healthy,
        MaximumPercent=counts.maximum,
        DeploymentCircuitBreaker=_breaker(deployment),
        **alarms,
        **given(
            Strategy="ROLLING" if counts.shiftable else None,
            EarlySuccessCriteria=counts.early_success and _early(counts.early_success),
        ),
    )


def _breaker(deployment: Rolling | Recreate) -> ecs.DeploymentCircuitBreaker:
    failures = deployment.failures
    if failures is None:
        return ecs.DeploymentCircuitBreaker(Enable=False, Rollback=False)
    return ecs.DeploymentCircuitBreaker(
        Enable=True,
        Rollback=True,
        ThresholdConfiguration=_threshold(failures),
        **given(ResetOnHealthyTask=deployment.forgets),
    )


def _threshold(failures: int | Percent) -> ecs.ThresholdConfiguration:
    if isinstance(failures, int):
        return ecs.ThresholdConfiguration(Type="COUNT", Value=failures)
    kind = "BOUNDED_PERCENT" if failures.bounded else "UNBOUNDED_PERCENT"
    return ecs.ThresholdConfiguration(Type=kind, Value=failures.of_count)


def _early(criteria: EarlySuccess) -> ecs.DeploymentEarlySuccessCriteria:
    return ecs.DeploymentEarlySuccessCriteria(
        Enable=True,
        HealthyPercent=criteria.healthy,
        SourceServiceRevisionCleanup=criteria.cleanup,
    )


def _alarms(deployment: Deployment) -> Mapping[str, Any]:
    if not deployment.alarms:
        return {}
    from bbfd.build.alarms import asked_for  # few services have any

    names = asked_for(deployment.alarms)
    return {"Alarms": ecs.DeploymentAlarms(AlarmNames=names, Enable=True, Rollback=True)}


def _shifted(deployment: Shifting) -> Mapping[str, Any]:
    """The threshold is for rolling deployments alone: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"""
    return {
        "BakeTimeInMinutes": deployment.bake,
        "DeploymentCircuitBreaker": ecs.DeploymentCircuitBreaker(Enable=True, Rollback=True),
        **_strategy(deployment),
        **given(LifecycleHooks=[_hook(hook) for hook in deployment.hooks]),
    }


def _strategy(deployment: Shifting) -> Mapping[str, Any]:
    if isinstance(deployment, Linear):
        steps = ecs.LinearConfiguration(
            StepPercent=deployment.step, StepBakeTimeInMinutes=deployment.every
        )
        return {"Strategy": "LINEAR", "LinearConfiguration": steps}
    if isinstance(deployment, Canary):
        first = ecs.CanaryConfiguration(
            CanaryPercent=deployment.percent, CanaryBakeTimeInMinutes=deployment.for_
        )
        return {"Strategy": "CANARY", "CanaryConfiguration": first}
    return {"Strategy": "BLUE_GREEN"}


def _hook(hook: Hook | Pause) -> ecs.DeploymentLifecycleHook:
    limit = given(TimeoutInMinutes=hook.minutes, Action=hook.then)
    common = {
        "LifecycleStages": list(hook.at),
        **given(TimeoutConfiguration=ecs.HookTimeoutConfig(**limit) if limit else None),
    }
    if isinstance(hook, Pause):
        return ecs.DeploymentLifecycleHook(TargetType="PAUSE", **common)
    return ecs.DeploymentLifecycleHook(
        TargetType="AWS_LAMBDA",
        HookTargetArn=hook.function,
        RoleArn=GetAtt(ids.HOOK_ROLE, "Arn"),
        **given(HookDetails=dict(hook.details)),
        **common,
    )
