"""Deployments of an ECS service: the circuit breaker of one, and to stop it.

A service that ECS itself does not deploy (CodeDeploy, an external controller) has none.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any, TypeVar

from bbfd.aws.reasons import reason_of
from bbfd.aws.trouble import if_there
from bbfd.deploy.records import Hold, ServiceState
from bbfd.diagnose import Breaker, Waited
from bbfd.errors import AwsError, Trouble

Answer = TypeVar("Answer")

_TO_STOP = ("PENDING", "IN_PROGRESS")
_IN_PROGRESS = (*_TO_STOP, "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")
_ENDED = ("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")
_AT_ONCE = 100  # the most: AWS does not promise that the newest come first
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def breaker(client: Any, service: ServiceState) -> Breaker | None:
    """Read the circuit breaker of the deployment in progress, or else of the last one."""
    arn = _newest(client, service, _IN_PROGRESS) or _newest(client, service, _ENDED)
    if arn is None:
        return None
    answer = _asked(
        f"describe the deployment of {service.name}",
        lambda: client.describe_service_deployments(serviceDeploymentArns=[arn]),
    )
    found = answer.get("serviceDeployments", ()) if answer else ()
    return _breaker(arn, found[0]) if found else None


def stop(client: Any, service: ServiceState) -> bool:
    """Stop the deployment in progress and roll it back; False where there is none, or it ended meanwhile."""
    arn = _newest(client, service, _TO_STOP)
    if arn is None:
        return False
    answer = _asked(
        f"stop the deployment of {service.name}",
        lambda: client.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK"),
    )
    return answer is not None


def awaits(client: Any, service: ServiceState) -> Hold | None:
    """Read what the deployment in progress waits for a word at."""
    arn = service.under_way or _newest(client, service, _TO_STOP)
    if arn is None:
        return None
    answer = _asked(
        f"describe the deployment of {service.name}",
        lambda: client.describe_service_deployments(serviceDeploymentArns=[arn]),
    )
    for raw in answer.get("serviceDeployments", ()) if answer else ():
        for hook in raw.get("lifecycleHookDetails", ()):
            if hook.get("targetType") == "PAUSE" and hook.get("status") == "AWAITING_ACTION":
                return Hold(
                    deployment=arn,
                    hook=hook.get("hookId", ""),
                    stage=raw.get("lifecycleStage", ""),
                    until=hook.get("expiresAt"),
                    then=hook.get("timeoutAction", "ROLLBACK"),
                )
    return None


def go_on(client: Any, hold: Hold, *, back: bool) -> bool:
    """Give a deployment that waits the word to go on, or back; False where it waits no more."""
    try:
        answer = _asked(
            "answer the deployment that waits",
            lambda: client.continue_service_deployment(
                serviceDeploymentArn=hold.deployment,
                hookId=hold.hook,
                action="ROLLBACK" if back else "CONTINUE",
            ),
        )
    except AwsError as error:
        if error.trouble is Trouble.INVALID:
            return False
        raise
    return answer is not None


def _newest(client: Any, service: ServiceState, statuses: tuple[str, ...]) -> str | None:
    answer = _asked(
        f"list the deployments of {service.name}",
        lambda: client.list_service_deployments(
            service=service.arn,
            cluster=service.cluster,
            status=list(statuses),
            maxResults=_AT_ONCE,
        ),
    )
    found = answer.get("serviceDeployments", ()) if answer else ()
    by_age = sorted(found, key=lambda raw: raw.get("createdAt", _LONG_AGO))
    return by_age[-1]["serviceDeploymentArn"] if by_age else None


def _breaker(arn: str, raw: Mapping[str, Any]) -> Breaker:
    counted = raw.get("deploymentCircuitBreaker", {})
    return Breaker(
        deployment=arn,
        status=counted.get("status", ""),
        failures=counted.get("failureCount", 0),
        threshold=counted.get("threshold", 0),
        reason=reason_of(raw, "statusReason") or reason_of(raw.get("rollback", {}), "reason"),
        alarms=tuple(raw.get("alarms", {}).get("triggeredAlarmNames", ())),
        waited=next(_run_out(raw), None),
    )


def _run_out(raw: Mapping[str, Any]) -> Iterator[Waited]:
    for hook in raw.get("lifecycleHookDetails", ()):
        paused = hook.get("targetType") == "PAUSE" and hook.get("status") == "TIMED_OUT"
        if paused and hook.get("timeoutAction") != "CONTINUE":
            yield Waited(
                stage=raw.get("lifecycleStage", ""), until=hook.get("expiresAt"), over=True
            )


def _asked(doing: str, call: Callable[[], Answer]) -> Answer | None:
    """Ask, where nothing is an answer: ECS does not deploy the service, or what was asked about has ended."""
    try:
        return if_there(doing, call)
    except AwsError as error:
        if error.code in ("UnsupportedFeatureException", "ConflictException"):
            return None
        raise
