"""What a stack comes to, in few words: read from its template, as CloudFormation will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.model.stack import Stack

_SECONDS = {"Interval": "interval", "Timeout": "timeout", "Retries": "retries"}


def of_type(stack: Stack, kind: str) -> dict[str, Any]:
    """The properties of each resource of a type, by its logical id."""
    resources: Mapping[str, Any] = stack.body["Resources"]
    return {
        name: each.get("Properties", {}) for name, each in resources.items() if each["Type"] == kind
    }


def only(stack: Stack, kind: str) -> Any:
    """The properties of the one resource of a type."""
    (found,) = of_type(stack, kind).values()
    return found


def container(stack: Stack, name: str = "app") -> Any:
    """A container definition."""
    found = only(stack, "AWS::ECS::TaskDefinition")["ContainerDefinitions"]
    return next(each for each in found if each["Name"] == name)


def size(stack: Stack) -> tuple[int, int]:
    """vCPU units and MiB of a task."""
    task = only(stack, "AWS::ECS::TaskDefinition")
    return int(task["Cpu"]), int(task["Memory"])


def ports(stack: Stack, name: str = "app") -> list[str]:
    """The ports of a container, those of UDP with a word."""
    return [
        f"{each['ContainerPort']}" + ("/udp" if each.get("Protocol") == "udp" else "")
        for each in container(stack, name).get("PortMappings", [])
    ]


def variables(stack: Stack, name: str = "app") -> dict[str, Any]:
    """The variables of a container."""
    return {each["Name"]: each["Value"] for each in container(stack, name).get("Environment", [])}


def secrets(stack: Stack, name: str = "app") -> dict[str, str]:
    """The secrets of a container, each with the name of the parameter that it is read from."""
    found = container(stack, name).get("Secrets", [])
    return {each["Name"]: parameter(each["ValueFrom"]) for each in found}


def parameter(read: Any) -> str:
    """The name of a parameter, of what reads it."""
    text = read["Fn::Sub"] if isinstance(read, dict) else read
    return str(text).partition(":parameter/")[2]


def health(stack: Stack, name: str = "app") -> dict[str, Any]:
    """The health check of a container."""
    said = container(stack, name)["HealthCheck"]
    return {
        "command": said["Command"][-1],
        **{ours: said[theirs] for theirs, ours in _SECONDS.items()},
    }


def mounts(stack: Stack, name: str = "app") -> dict[str, str]:
    """Where a container sees which volume."""
    found = container(stack, name).get("MountPoints", [])
    return {each["ContainerPath"]: each["SourceVolume"] for each in found}


def carried(stack: Stack) -> dict[str, tuple[int, int]]:
    """What carries the tasks: base and weight of each."""
    found = only(stack, "AWS::ECS::Service")["CapacityProviderStrategy"]
    return {each["CapacityProvider"]: (each["Base"], each["Weight"]) for each in found}


def bounds(stack: Stack) -> tuple[int, int]:
    """Tasks at least and at most."""
    target = only(stack, "AWS::ApplicationAutoScaling::ScalableTarget")
    return target["MinCapacity"], target["MaxCapacity"]


def aims(stack: Stack) -> dict[str, tuple[float, int, int]]:
    """What it scales by: the value to keep to, seconds after tasks came, seconds after they went."""
    return dict(_aims(stack))


def _aims(stack: Stack) -> Iterator[tuple[str, tuple[float, int, int]]]:
    for policy in of_type(stack, "AWS::ApplicationAutoScaling::ScalingPolicy").values():
        said = policy["TargetTrackingScalingPolicyConfiguration"]
        predefined = said.get("PredefinedMetricSpecification", {})
        name = predefined.get("PredefinedMetricType", "custom")
        yield name, (said["TargetValue"], said["ScaleOutCooldown"], said["ScaleInCooldown"])


def conditions(stack: Stack) -> dict[str, list[str]]:
    """What the listener rule asks for."""
    found = of_type(stack, "AWS::ElasticLoadBalancingV2::ListenerRule").values()
    return {
        each["Field"]: next(iter(each[key]["Values"] for key in each if key.endswith("Config")))
        for rule in found
        for each in rule["Conditions"]
    }


def asked(stack: Stack) -> tuple[str, str, int, int, int, int]:
    """How the load balancer asks for health: path, codes, seconds between, seconds to answer, well, not well."""
    group = only(stack, "AWS::ElasticLoadBalancingV2::TargetGroup")
    return (
        group["HealthCheckPath"],
        group["Matcher"]["HttpCode"],
        group["HealthCheckIntervalSeconds"],
        group["HealthCheckTimeoutSeconds"],
        group["HealthyThresholdCount"],
        group["UnhealthyThresholdCount"],
    )
