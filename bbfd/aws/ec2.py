"""VPCs and subnets. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.aws.trouble import asking

_AT_ONCE = 200  # values of one filter


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

    def free_addresses(self, subnets: tuple[str, ...]) -> Mapping[str, int]:
        """Subnet id -> free IPv4 addresses. A subnet that is gone, or has IPv6 alone, is left out."""
        with asking("count the free addresses of the subnets"):
            found = [
                raw
                for first in range(0, len(subnets), _AT_ONCE)
                for raw in self._subnets(subnets[first : first + _AT_ONCE])
            ]
        return {
            raw["SubnetId"]: raw["AvailableIpAddressCount"]
            for raw in found
            if "AvailableIpAddressCount" in raw and not raw.get("Ipv6Native", False)
        }

    def _subnets(self, ids: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
        """Look for them by a filter: asked for by id, one that is gone refuses all."""
        wanted = {"Name": "subnet-id", "Values": list(ids)}
        for page in self._client.get_paginator("describe_subnets").paginate(Filters=[wanted]):
            yield from page["Subnets"]


def _filters(tags: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"Name": f"tag:{key}", "Values": [value]} for key, value in tags.items()]
