"""The rules of EventBridge. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html"""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.present import Starter


class EventRules:
    """The calls about rules."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def read(self, id: str) -> Starter | None:
        """Read a rule by its physical id; None where it is gone."""
        raw = if_there(
            f"read the rule of events {id}", lambda: self._client.describe_rule(**_called(id))
        )
        if raw is None:
            return None
        return Starter(id=id, on=raw.get("State", "ENABLED") != "DISABLED")

    def switch(self, id: str, *, on: bool) -> None:
        """Turn a rule on, or off."""
        with asking(f"turn the rule of events {id} {'on' if on else 'off'}"):
            if on:
                self._client.enable_rule(**_called(id))
            else:
                self._client.disable_rule(**_called(id))


def _called(id: str) -> dict[str, str]:
    """In a stack a rule of the default bus is its name, one of another bus `BUS|NAME`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
    """
    bus, _, name = id.rpartition("|")
    return {"Name": name, "EventBusName": bus} if bus else {"Name": name}
