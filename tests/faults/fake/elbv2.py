"""Elastic Load Balancing: what CloudFormation made of it, and what a test puts beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.ecs.records import Service, Task
    from tests.faults.fake.world import World

Json = dict[str, Any]
_KIND = "AWS::ElasticLoadBalancingV2::"


class ElbV2:
    """rules: (listener ARN, priority) -> who has it, besides the stacks'. target_groups: more of them, by ARN.

    weights: rule's ARN -> what it forwards to, as CloudFormation wrote it last or ECS has moved it since.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.rules: dict[tuple[str, int], Json] = {}
        self.target_groups: dict[str, Json] = {}
        self.listeners: dict[str, Json] = {}
        self.health: dict[str, tuple[str, str, str]] = {}
        self.weights: dict[str, dict[str, int]] = {}

    def occupy(self, listener: str, priority: int, path: str = "/somebody/*") -> str:
        """Let somebody else have a priority; the rule's ARN."""
        arn = f"{listener.replace(':listener/', ':listener-rule/')}/{priority:012x}"
        self.rules[listener, priority] = {
            "RuleArn": arn,
            "Priority": str(priority),
            "Conditions": [{"Field": "path-pattern", "Values": [path]}],
            "Actions": [],
            "IsDefault": False,
        }
        return arn

    def rule_written(self, arn: str, properties: Json) -> None:
        """CloudFormation writes all of a rule, whatever of it has changed."""
        self.weights[arn] = dict(_forwarded(properties))

    def DescribeRules(self, p: Json) -> Json:
        listener = p.get("ListenerArn", "")
        found = [rule for (of, _), rule in self.rules.items() if of == listener]
        for held in self._world.live(_KIND + "ListenerRule"):
            if held.properties.get("ListenerArn") == listener or held.physical in p.get(
                "RuleArns", ()
            ):
                weights = self.weights.get(held.physical, {})
                found.append(_rule(held.physical, held.properties, weights))
        if p.get("RuleArns"):
            if not found:
                raise AwsFailure("RuleNotFound", "One or more rules not found")
            return {"Rules": found}
        default = {"RuleArn": f"{listener}/default", "Priority": "default", "IsDefault": True}
        return {"Rules": [*found, default | {"Conditions": [], "Actions": []}]}

    def DescribeTargetGroups(self, p: Json) -> Json:
        known = dict(self.target_groups)
        for held in self._world.live(_KIND + "TargetGroup"):
            known[held.physical] = _target_group(held.physical, held.properties)
        wanted = p.get("TargetGroupArns") or list(known)
        if any(arn not in known for arn in wanted):
            raise AwsFailure("TargetGroupNotFound", "One or more target groups not found")
        return {"TargetGroups": [known[arn] for arn in wanted]}

    def DescribeTargetHealth(self, p: Json) -> Json:
        arn = p["TargetGroupArn"]
        services = [
            s
            for s in self._world.ecs.services.values()
            if arn in s.target_groups and s.status == "ACTIVE"
        ]
        there = [(s, t) for s in services for t in s.tasks if t.status == "RUNNING"]
        found = [self._target(arn, service, task) for service, task in there]
        return {"TargetHealthDescriptions": found}

    def _target(self, arn: str, service: Service, task: Task) -> Json:
        number = int(task.id[:4], 16)
        words = self._world.ecs.words(service, service.primary, task)
        state, reason, said = self.health.get(arn) or (
            task.fate.target if task.fate and not task.fate.healthy else ("healthy", "", "")
        )
        health = {"State": state or "initial"}
        if reason:
            health |= {"Reason": reason, "Description": said}
        port = int(words["port"])
        address = f"10.0.{number // 256 % 256}.{number % 256}"
        return {
            "Target": {"Id": address, "Port": port, "AvailabilityZone": f"{self._world.region}a"},
            "HealthCheckPort": str(port),
            "TargetHealth": health,
        }

    def DescribeListeners(self, p: Json) -> Json:
        known = dict(self.listeners)
        for held in self._world.live(_KIND + "Listener"):
            properties = {k: v for k, v in held.properties.items() if k in ("Port", "Protocol")}
            known[held.physical] = {
                "ListenerArn": held.physical,
                "LoadBalancerArn": held.properties.get("LoadBalancerArn", ""),
                "Port": int(properties.get("Port", 443)),
                "Protocol": properties.get("Protocol", "HTTPS"),
            }
        wanted = p.get("ListenerArns") or [
            a for a, x in known.items() if x["LoadBalancerArn"] == p.get("LoadBalancerArn")
        ]
        if any(arn not in known for arn in wanted):
            raise AwsFailure("ListenerNotFound", "One or more listeners not found")
        return {"Listeners": [known[arn] for arn in wanted]}

    def DescribeLoadBalancers(self, p: Json) -> Json:
        held = self._world.live(_KIND + "LoadBalancer")
        found = [
            {"LoadBalancerArn": h.physical, "LoadBalancerName": h.physical.split("/")[2]}
            for h in held
        ]
        return {"LoadBalancers": found}


def _forwarded(properties: Json) -> Iterator[tuple[str, int]]:
    for action in properties.get("Actions", ()):
        for share in action.get("ForwardConfig", {}).get("TargetGroups", ()):
            yield share["TargetGroupArn"], int(share.get("Weight", 1))
        if "TargetGroupArn" in action:
            yield action["TargetGroupArn"], 1


def _rule(arn: str, properties: Json, weights: dict[str, int]) -> Json:
    shares = [{"TargetGroupArn": group, "Weight": share} for group, share in weights.items()]
    actions = [{"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}] if shares else []
    return {
        "RuleArn": arn,
        "Priority": str(properties.get("Priority", 1)),
        "Conditions": properties.get("Conditions", []),
        "Actions": actions,
        "IsDefault": False,
    }


def _target_group(arn: str, properties: Json) -> Json:
    found = {
        "TargetGroupArn": arn,
        "TargetGroupName": arn.split("/")[1],
        "Port": int(properties.get("Port", 80)),
        "Protocol": properties.get("Protocol", "HTTP"),
        "TargetType": properties.get("TargetType", "instance"),
        "VpcId": properties.get("VpcId", ""),
        "HealthCheckProtocol": properties.get("HealthCheckProtocol", "HTTP"),
        "LoadBalancerArns": [],
    }
    same = ("HealthCheckPath", "HealthCheckPort", "Matcher")
    numbers = ("HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds")
    counts = ("HealthyThresholdCount", "UnhealthyThresholdCount")
    found |= {k: properties[k] for k in same if k in properties}
    return found | {k: int(properties[k]) for k in (*numbers, *counts) if k in properties}
