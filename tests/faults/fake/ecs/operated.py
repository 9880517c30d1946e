"""What people do to services that run: their count, a new deployment of the same, a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.failure import AwsFailure
from tests.faults.fake.fates import HEALTHY

if TYPE_CHECKING:
    from tests.faults.fake.ecs.records import Service

Json = dict[str, Any]
_STOPS, _STARTS = 8.0, 12.0  # seconds until tasks have followed the count


class OperatedCalls:
    """Of `Ecs`. follows: whether tasks follow a count at all. tags: ARN of a service -> those that somebody wrote."""

    def UpdateService(self: Any, p: Json) -> Json:
        service = self.found(p["service"])
        if service is None:
            if p["service"] in self.services:
                raise AwsFailure("ServiceNotActiveException", "Service was not ACTIVE.")
            raise AwsFailure("ServiceNotFoundException", "Service not found.")
        if "desiredCount" in p:
            self.recount(service, int(p["desiredCount"]))
        if p.get("forceNewDeployment"):
            definition = service.primary.definition
            fate = self._fate(service) if self.fates else HEALTHY.but(after=10.0)
            self.begin(service, definition, fate, lambda _: None)
        return {"service": self._described(service)}

    def recount(self: Any, service: Service, wanted: int) -> None:
        """Have the tasks follow a count some seconds later."""
        service.desired = service.primary.desired = wanted
        more = wanted > service.primary.running
        service.primary.pending = max(0, wanted - service.primary.running)

        def follow() -> None:
            if service.desired == wanted and self.follows and service.status == "ACTIVE":
                service.primary.pending = 0
                self._to(service, wanted)

        self.timeline.after(_STARTS if more else _STOPS, follow)

    def _to(self: Any, service: Service, wanted: int) -> None:
        there = self.of(service, service.primary)
        for task in there[wanted:]:
            why = f"Scaling activity initiated by (deployment {service.primary.id})"
            self.end(task, "ServiceSchedulerInitiated", why, exit=0)
        self.scale(service.arn, wanted)

    def TagResource(self: Any, p: Json) -> Json:
        held = self.tags.setdefault(self._taggable(p["resourceArn"]), {})
        held.update({one["key"]: one["value"] for one in p["tags"]})
        return {}

    def UntagResource(self: Any, p: Json) -> Json:
        held = self.tags.setdefault(self._taggable(p["resourceArn"]), {})
        for name in p["tagKeys"]:
            held.pop(name, None)
        return {}

    def _taggable(self: Any, arn: str) -> str:
        if self.found(arn) is None:
            raise AwsFailure(
                "InvalidParameterException",
                "The specified service is inactive. Specify an active service and try again.",
            )
        return arn

    def tags_of(self: Any, service: Service) -> list[Json]:
        """Its stack's, and those that somebody wrote."""
        own = {tag["Key"]: tag["Value"] for tag in service.properties.get("Tags", ())}
        every = {**own, **self.tags.get(service.arn, {})}
        return [{"key": key, "value": value} for key, value in every.items()]
