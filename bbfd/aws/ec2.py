"""VPCs and subnets by their tags. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bbfd.aws.trouble import asking


class Ec2:
    """The calls that find networks."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def vpcs(self, tags: Mapping[str, str]) -> tuple[str, ...]:
        """Find the ids of the VPCs with all these tags."""
        with asking("look for the VPC"):
            pages = self._client.get_paginator("describe_vpcs").paginate(Filters=_filters(tags))
            return tuple(sorted(raw["VpcId"] for page in pages for raw in page["Vpcs"]))

    def subnets(self, vpc: str, tags: Mapping[str, str]) -> tuple[str, ...]:
        """Find the ids of the subnets of a VPC with all these tags."""
        filters = [{"Name": "vpc-id", "Values": [vpc]}, *_filters(tags)]
        with asking(f"look for subnets of {vpc}"):
            pages = self._client.get_paginator("describe_subnets").paginate(Filters=filters)
            return tuple(sorted(raw["SubnetId"] for page in pages for raw in page["Subnets"]))


def _filters(tags: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"Name": f"tag:{key}", "Values": [value]} for key, value in tags.items()]
