"""AWS::EC2::SecurityGroupIngress and ...Egress: rules that stand apart from their group, and really are in it."""

from __future__ import annotations

from typing import Any

from ministack.services import ec2
from ministack.services.cloudformation.provisioners import _ec2_sg_permissions

from bbfd.local.resource_type import Made, Resource, ResourceType

_RULES = {False: "IpPermissions", True: "IpPermissionsEgress"}


def _type(name: str, *, egress: bool) -> ResourceType:
    def create(resource: Resource) -> Made:
        group = _group(resource)
        permission = _ec2_sg_permissions([dict(resource.properties)])[0]
        rules = group.setdefault(_RULES[egress], [])
        if any(ec2._rules_match(permission, rule) for rule in rules):
            raise ValueError("the specified rule already exists in its security group")
        rules.append(permission)
        rule = ec2._sg_rule_id(group["GroupId"], egress, permission)
        return rule, {"Id": rule}

    def delete(resource: Resource) -> None:
        for group in ec2._security_groups.values():
            group[_RULES[egress]] = [
                rule
                for rule in group.get(_RULES[egress], [])
                if ec2._sg_rule_id(group["GroupId"], egress, rule) != resource.physical_id
            ]

    def update(resource: Resource) -> Made:
        delete(resource)
        return create(resource)

    return ResourceType(name=name, create=create, update=update, delete=delete)


def _group(resource: Resource) -> dict[str, Any]:
    wanted = resource.properties.get("GroupId")
    group: dict[str, Any] | None = ec2._security_groups.get(wanted)
    if group is None:
        raise ValueError(f"The security group '{wanted}' does not exist")
    return group


TYPES = (
    _type("AWS::EC2::SecurityGroupIngress", egress=False),
    _type("AWS::EC2::SecurityGroupEgress", egress=True),
)
