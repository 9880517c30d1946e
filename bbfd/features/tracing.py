"""Traces of what the application does, collected beside it."""

from __future__ import annotations

from bbfd.model.container import Container, Healthy, Restart
from bbfd.model.facts import About, Facts, Grant, Variable
from bbfd.model.value import value

_IMAGE = "public.ecr.aws/aws-observability/aws-otel-collector:v0.45.1"
# These come with the image: https://github.com/aws-observability/aws-otel-collector/tree/main/config/ecs
_TRACES = "/etc/ecs/ecs-xray.yaml"
_TRACES_AND_METRICS = "/etc/ecs/ecs-default-config.yaml"
_METRICS = "/aws/ecs/application/metrics"
# X-Ray knows no narrower resource for these.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
_TRACING = Grant(
    (
        "xray:GetSamplingRules",
        "xray:GetSamplingStatisticSummaries",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    ),
    ("*",),
)
_MEASURING = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


@value
class Tracing:
    """A collector of the AWS Distro for OpenTelemetry beside the application sends its traces to X-Ray.

    The application hands them over at localhost, ports 4317 (gRPC) and 4318 (HTTP); the variables that OpenTelemetry's
    libraries read say so. metrics: its metrics go to CloudWatch, too; also those in StatsD's form at port 8125.
    configuration: a collector's configuration of one's own, as YAML, in place of the image's; what it exports to must
    be granted besides. container: which container is told; without it, the main one. name: of the collector's
    container. image: with a version. memory: MiB, a soft limit. Not with `Bridge()`: there each has its own localhost.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/trace-data.html
    """

    metrics: bool = False
    configuration: str | None = None
    container: str | None = None
    name: str = "tracing"
    image: str = _IMAGE
    memory: int | None = None

    def facts(self, about: About) -> Facts:
        """The collector, what it may do, and what tells the application of it."""
        return Facts(
            sidecars=(self._collector(),),
            beside=(self.name,),
            variables=tuple(
                Variable(name, text, self.container)
                for name, text in (
                    ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"),
                    ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                    ("OTEL_SERVICE_NAME", about.service),
                )
            ),
            grants=(_TRACING, *self._measuring(about)),
        )

    def _collector(self) -> Container:
        """It may end without the application: what is traced is worth less than what is served."""
        own = self.configuration is not None
        file = _TRACES_AND_METRICS if self.metrics else _TRACES
        return Container(
            image=self.image,
            name=self.name,
            command=() if own else (f"--config={file}",),
            variables={"AOT_CONFIG_CONTENT": self.configuration} if self.configuration else {},
            essential=False,
            restart=Restart(),
            healthy=Healthy(command=("/healthcheck",)),
            memory_reservation=self.memory,
        )

    def _measuring(self, about: About) -> tuple[Grant, ...]:
        """Metrics come to CloudWatch as lines of a log, whose name stands in the image's file."""
        if not self.metrics or self.configuration is not None:
            return ()
        arn = f"arn:${{AWS::Partition}}:logs:{about.region}:{about.account}:log-group:{_METRICS}"
        return (Grant(_MEASURING, (arn, f"{arn}:*")),)
