"""How causes read what a load balancer's health check found: of its targets first, then as ECS tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.diagnose._cause import Found
from bbfd.diagnose._reading import last_lines, one_of_type, property_of, said, services

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Rolling

TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
_MOST = 6  # sentences


@dataclass(frozen=True, kw_only=True, slots=True)
class Unhealthy:
    """What a load balancer's health check found. kind: code, path, timeout, connection; "" where nobody says."""

    service: Rolling
    kind: str
    codes: str = ""
    text: str


# "(service web) (port 8000) is unhealthy in (target-group arn:...) due to (reason Request timed out)"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_EVENT = re.compile(r"is unhealthy in \(?target-group .*due to \(reason (?P<why>[^()]*)\)")
# "Task failed ELB health checks in (target-group arn:...)"
_TASK = re.compile(r"^Task failed ELB health checks")
_CODES = re.compile(r"[Hh]ealth checks failed with these codes: \[(?P<codes>[^\]]*)\]")
_KINDS = {"Target.Timeout": "timeout", "Target.FailedHealthChecks": "connection"}


def unhealthy(evidence: Evidence, kind: str) -> tuple[Unhealthy, ...]:
    """Find what the load balancers' health checks found of one kind; "" only where no other is known."""
    found = [one for service in services(evidence) for one in _unhealthy(service, evidence)]
    if not kind and any(one.kind for one in found):
        return ()
    return tuple(one for one in found if one.kind == kind)


def _unhealthy(service: Rolling, evidence: Evidence) -> Iterator[Unhealthy]:
    for target in service.targets:
        if target.state == "unhealthy":
            reason = target.reason or ""
            text = f"target {target.id}, port {target.port}: {target.code} ({reason})"
            yield _judged(service, text, reason, _KINDS.get(target.code, ""))
    for event in service.events:
        match = _EVENT.search(event.text or "")
        if match:
            timed_out = "timeout" if match["why"] == "Request timed out" else ""
            yield _judged(service, event.text, match["why"], timed_out)
    for one in said(evidence, _TASK, events=False):
        if one.service is service:
            yield Unhealthy(service=service, kind="", text=one.text)


def _judged(service: Rolling, text: str, why: str, kind: str) -> Unhealthy:
    match = _CODES.search(why)
    codes = match["codes"] if match else ""
    if codes:
        kind = "path" if set(codes.replace(" ", "").split(",")) == {"404"} else "code"
    return Unhealthy(service=service, kind=kind, codes=codes, text=text)


def on_target_group(
    evidence: Evidence, found: Sequence[Unhealthy], *, what: str, fix: str, path: str, field: str
) -> Found:
    """Give a cause that a load balancer's health check found, with the log of a task that it stopped."""
    texts = tuple(dict.fromkeys(one.text for one in found))[:_MOST]
    return Found(
        what=what,
        evidence=(*texts, *_logged(found[0].service)),
        fix=fix,
        resource=one_of_type(evidence, TARGETS),
        path=path,
        field=field,
    )


def _logged(service: Rolling) -> tuple[str, ...]:
    stopped = (task for task in service.tasks if _TASK.search(task.reason or "") and task.log)
    task = next(stopped, None)
    return tuple(line for name in (task.log if task else ()) for line in last_lines(task, name))


def asked(evidence: Evidence) -> str:
    """Put into words what a load balancer's health check asks for, as far as the template says it."""
    group = one_of_type(evidence, TARGETS)
    path = property_of(evidence, group, "HealthCheckPath")
    return f"GET {path}" if isinstance(path, str) else "the health check"
