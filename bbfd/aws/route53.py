"""Route 53. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html"""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import asking
from bbfd.deploy.records import Zone


class Route53:
    """The call that lists hosted zones."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def public(self) -> tuple[Zone, ...]:
        """Every public hosted zone of the account."""
        with asking("list the hosted zones"):
            pages = self._client.get_paginator("list_hosted_zones").paginate()
            zones = [raw for page in pages for raw in page["HostedZones"]]
        return tuple(
            Zone(id=raw["Id"].rpartition("/")[2], name=raw["Name"].lower().rstrip("."))
            for raw in zones
            if not raw.get("Config", {}).get("PrivateZone", False)
        )
