"""A target group's health check, or its port, that changes together with the tasks: a way back may be shut.

When ECS puts the old tasks back, the load balancer still asks them what only the new ones answer.
https://github.com/aws/copilot-cli/issues/4838
"""

from __future__ import annotations

from bbfd.deploy.plan.guards._case import GOOD, Case, Verdict
from bbfd.deploy.records import Replacement

_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_CHECKS = (
    "HealthCheckEnabled",
    "HealthCheckPath",
    "HealthCheckPort",
    "HealthCheckProtocol",
    "Matcher",
    "Port",
    "ProtocolVersion",
)


def guard(case: Case) -> Verdict:
    """Note it: it may well be meant so. A group that is made anew leaves the old one to the old tasks."""
    tasks = tuple(c for c in case.touched("AWS::ECS::TaskDefinition") if c.action == "modify")
    moved = [
        (change.logical_id, name)
        for change in case.touched(_GROUP)
        if change.action == "modify" and change.replacement is Replacement.NEVER
        for name in dict.fromkeys(p.path.partition("/")[0] for p in change.properties)
        if name in _CHECKS
    ]
    if not tasks or not moved:
        return GOOD
    checks = ", ".join(f"{name} of {group}" for group, name in moved)
    return Verdict(
        notes=(
            f"{checks} changes together with {tasks[0].logical_id}: old tasks are asked for what only the new ones "
            "may answer, and should the new ones fail, the old ones may be found unhealthy too; "
            "two deploys, tasks that answer both first, are safe",
        )
    )
