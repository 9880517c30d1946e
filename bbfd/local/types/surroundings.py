"""What an environment may have around its services and the emulator does not know: names and ARNs alone."""

from __future__ import annotations

from ministack.core.responses import get_account_id, get_region

from bbfd.local.resource_type import Made, Resource, ResourceType


def _noted(name: str, arn: str = "", *, replaced_by: tuple[str, ...] = ()) -> ResourceType:
    """A type of which nothing is done. arn: what its ARN is like, where something asks for it."""

    def made(physical_id: str) -> Made:
        where = {"region": get_region(), "account": get_account_id(), "id": physical_id}
        return physical_id, {"Id": physical_id, **({"Arn": arn.format(**where)} if arn else {})}

    def create(resource: Resource) -> Made:
        return made(f"{resource.stack}-{resource.logical_id}")

    def update(resource: Resource) -> Made:
        return made(resource.physical_id)

    def delete(_: Resource) -> None:
        """Nothing but its name was there."""

    return ResourceType(
        name=name, create=create, update=update, delete=delete, replaced_by=replaced_by
    )


TYPES = (
    _noted("AWS::Budgets::Budget"),
    _noted("AWS::EC2::EgressOnlyInternetGateway", replaced_by=("VpcId",)),
    _noted("AWS::EC2::VPCCidrBlock", replaced_by=("VpcId", "AmazonProvidedIpv6CidrBlock")),
    _noted("AWS::EC2::FlowLog", replaced_by=("ResourceId", "ResourceType", "TrafficType")),
    _noted(
        "AWS::WAFv2::WebACL",
        "arn:aws:wafv2:{region}:{account}:regional/webacl/{id}/0a1b2c3d",
        replaced_by=("Name", "Scope"),
    ),
    _noted("AWS::WAFv2::WebACLAssociation", replaced_by=("ResourceArn", "WebACLArn")),
)
