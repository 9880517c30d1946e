"""The output of containers goes through a router beside them to where it is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.features._destinations import Destination, ToLogs
from bbfd.model.container import Container
from bbfd.model.facts import About, Facts, Grant, Routed
from bbfd.model.outlet import Router
from bbfd.model.owned import several
from bbfd.model.stack import Refusal
from bbfd.model.value import value

_IMAGE = "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.2.1"
_S3 = ":s3:::"


@value
class FireLens:
    """Fluent Bit beside the containers sends their output on; its own goes to the log group of the service.

    to: `ToLogs(...)`, `ToFirehose(...)`, `ToKinesis(...)`, `ToBucket(...)`, or `ToPlugin(...)` for all else that Fluent
    Bit knows. containers: whose output, by name; without it, the main container's. name: of the router's container.
    image: of Fluent Bit, with a version. memory: MiB, a soft limit. metadata: what ECS knows of the task is added to
    each line. buffer: lines that wait in memory while the router does not take them. configuration: a further file for
    it, by its path in the image (`/extra.conf`) or the ARN of an object in S3 (not on Fargate). Not for Windows.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
    """

    to: Destination = ToLogs()
    containers: tuple[str, ...] = ()
    name: str = "log-router"
    image: str = _IMAGE
    memory: int | None = None
    metadata: bool = True
    buffer: int | None = None
    configuration: str | None = None

    def facts(self, about: About) -> Facts:
        """The router, the routes to it, and what the tasks may write to."""
        refusals = (*self._refused(), *self.to.refused(about))
        if refusals:
            return Facts(refusals=refusals)
        way = self.to.way(about)
        buffer = () if self.buffer is None else (("log-driver-buffer-limit", str(self.buffer)),)
        return Facts(
            sidecars=(self._router(),),
            routed=tuple(
                Routed((*way.options, *buffer), way.secrets, name)
                for name in (self.containers or (None,))
            ),
            grants=way.grants,
            start_grants=(*way.start_grants, *self._reading()),
            parts=way.parts,
        )

    def _router(self) -> Container:
        options = {"enable-ecs-log-metadata": "true" if self.metadata else "false"}
        if self.configuration is not None:
            kind = "s3" if _S3 in self.configuration else "file"
            options |= {"config-file-type": kind, "config-file-value": self.configuration}
        return Container(
            image=self.image,
            name=self.name,
            memory_reservation=self.memory,
            router=Router(options=options),
        )

    def _reading(self) -> tuple[Grant, ...]:
        """What ECS must be allowed to read for the router's own file."""
        if self.configuration is None or _S3 not in self.configuration:
            return ()
        bucket = self.configuration.partition("/")[0]
        return (
            Grant(("s3:GetObject",), (self.configuration,)),
            Grant(("s3:GetBucketLocation",), (bucket,)),
        )

    def _refused(self) -> Iterator[Refusal]:
        if self.configuration is not None and not (
            self.configuration.startswith("/") or _S3 in self.configuration
        ):
            yield Refusal(
                what=f"FireLens: {self.configuration!r} is neither a path nor the ARN of an object in S3",
                fix='write configuration="/extra.conf", or "arn:aws:s3:::BUCKET/KEY"',
                field="uses",
            )
        yield from several("FireLens", "configuration", self.configuration)
        if self.buffer is not None and not 0 <= self.buffer <= 536870912:
            yield Refusal(
                what=f"FireLens: a buffer of {self.buffer} lines",
                fix="write 0 to 536870912; without buffer= there are 1048576",
                field="uses",
            )
        if self.name in self.containers:
            yield Refusal(
                what=f"FireLens: {self.name} cannot send its own output to itself",
                fix="remove it from containers=",
                field="uses",
            )
