"""EC2's networks, and the groups of instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.world import World

Json = dict[str, Any]


class Ec2:
    """free: subnet -> its free addresses; 200 in the others. gone: ids that are not there."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.free: dict[str, int] = {}
        self.gone: set[str] = set()
        self.vpcs: list[Json] = []
        self.subnets: list[Json] = []

    def DescribeSubnets(self, p: Json) -> Json:
        known = {s["SubnetId"]: s for s in self.subnets}
        ids = [f["Values"] for f in p.get("Filters", ()) if f["Name"] == "subnet-id"]
        for name in (*p.get("SubnetIds", ()), *(one for values in ids for one in values)):
            known.setdefault(name, {"SubnetId": name})
        for held in self._world.live("AWS::EC2::Subnet"):
            known.setdefault(held.physical, {"SubnetId": held.physical})
        wanted = p.get("SubnetIds") or list(known)
        found = [known[n] | self._subnet(n) for n in wanted if n not in self.gone]
        return {"Subnets": [s for s in found if _passes(s, p)]}

    def _subnet(self, name: str) -> Json:
        return {
            "AvailableIpAddressCount": self.free.get(name, 200),
            "AvailabilityZone": f"{self._world.region}{'abc'[sum(map(ord, name)) % 3]}",
            "CidrBlock": "10.0.0.0/24",
            "State": "available",
        }

    def DescribeVpcs(self, p: Json) -> Json:
        wanted = p.get("VpcIds")
        found = [v for v in self.vpcs if not wanted or v["VpcId"] in wanted]
        return {"Vpcs": [v for v in found if _passes(v, p)]}

    def DescribeSecurityGroups(self, p: Json) -> Json:
        held = [h.physical for h in self._world.live("AWS::EC2::SecurityGroup")]
        wanted = p.get("GroupIds") or held
        return {
            "SecurityGroups": [{"GroupId": g, "GroupName": g} for g in wanted if g not in self.gone]
        }

    def DescribeNetworkInterfaces(self, p: Json) -> Json:
        return {"NetworkInterfaces": []}


def _passes(found: Json, p: Json) -> bool:
    """Filters by tag and by VPC, where the record knows it."""
    tags = {t["Key"]: t["Value"] for t in found.get("Tags", ())}
    for one in p.get("Filters", ()):
        name, values = one["Name"], one["Values"]
        if name.startswith("tag:") and tags.get(name[4:]) not in values:
            return False
        if name == "subnet-id" and found["SubnetId"] not in values:
            return False
        if name == "vpc-id" and found.get("VpcId", values[0]) not in values:
            return False
    return True


class AutoScaling:
    """EC2 Auto Scaling: nobody has any groups."""

    def __init__(self, world: World) -> None:
        self._world = world

    def DescribeAutoScalingGroups(self, p: Json) -> Json:
        return {"AutoScalingGroups": []}

    def SetInstanceProtection(self, p: Json) -> Json:
        return {}


class ApplicationAutoScaling:
    """targets: a service's ResourceId -> (least, most), beside the stacks' own. suspended: -> its SuspendedState."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.targets: dict[str, tuple[int, int]] = {}
        self.suspended: dict[str, dict[str, bool]] = {}

    def RegisterScalableTarget(self, p: Json) -> Json:
        name = p["ResourceId"]
        if not self.DescribeScalableTargets({"ResourceIds": [name]})["ScalableTargets"]:
            said = "MinCapacity and MaxCapacity are required for a new scalable target."
            raise AwsFailure("ValidationException", said)
        self.suspended[name] = dict(p["SuspendedState"])
        return {}

    def DescribeScalableTargets(self, p: Json) -> Json:
        known = dict(self.targets)
        for held in self._world.live("AWS::ApplicationAutoScaling::ScalableTarget"):
            least, most = (
                held.properties.get("MinCapacity", 1),
                held.properties.get("MaxCapacity", 1),
            )
            known[str(held.properties["ResourceId"])] = (int(least), int(most))
        wanted = p.get("ResourceIds") or list(known)
        found = [
            {
                "ServiceNamespace": "ecs",
                "ResourceId": name,
                "ScalableDimension": "ecs:service:DesiredCount",
                "MinCapacity": known[name][0],
                "MaxCapacity": known[name][1],
                "RoleARN": "arn:aws:iam::0:role/autoscaling",
                "CreationTime": self._world.timeline.utc(0.0),
                "SuspendedState": self.suspended.get(name, {}),
            }
            for name in wanted
            if name in known
        ]
        return {"ScalableTargets": found}
