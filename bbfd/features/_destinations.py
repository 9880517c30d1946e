"""Where a log router sends what it is given: each in the words of Fluent Bit's own plugin, with what it takes.

https://docs.fluentbit.io/manual/pipeline/outputs
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field

from bbfd.features import _kept
from bbfd.model.credential import is_credential, is_secret_name
from bbfd.model.facts import About, Grant
from bbfd.model.naming import filled
from bbfd.model.owned import several
from bbfd.model.stack import Parameter, Refusal
from bbfd.model.value import value

Pairs = tuple[tuple[str, str], ...]


@value
class Way:
    """options, secrets: of the log driver. grants: of the task's role; start_grants: of the execution role."""

    options: Pairs
    grants: tuple[Grant, ...] = ()
    secrets: Pairs = ()
    start_grants: tuple[Grant, ...] = ()
    parts: tuple[Callable[[object], Iterable[Parameter]], ...] = ()


def _to(plugin: str, only: str | None, **options: str) -> Pairs:
    alone = () if only is None else (("log_key", only),)
    return (("Name", plugin), ("region", "${AWS::Region}"), *options.items(), *alone)


def _named(name: str, about: About) -> str:
    return filled(name, dict(about.placeholders))


def _arn(service: str, about: About, what: str) -> str:
    return f"arn:${{AWS::Partition}}:{service}:{about.region}:{about.account}:{what}"


@value
class ToLogs:
    """A log group in CloudWatch Logs; without a name, that of the service. prefix: of its streams' names.

    only: the field of each record that is sent, as `log` for the line alone; without it, all of it.
    """

    group: str | None = None
    prefix: str = "routed/"
    only: str | None = None

    def refused(self, about: About) -> Iterator[Refusal]:
        """Why not."""
        yield from _unknown("ToLogs", about, self.group or "")

    def way(self, about: About) -> Way:
        """What Fluent Bit is told, and may do."""
        group, arn = "${Logs}", "${Logs.Arn}"
        if self.group is not None:
            group = _named(self.group, about)
            arn = _arn("logs", about, f"log-group:{group}:*")
        writing = Grant(("logs:CreateLogStream", "logs:PutLogEvents"), (arn,))
        options = _to(
            "cloudwatch_logs", self.only, log_group_name=group, log_stream_prefix=self.prefix
        )
        return Way(options=options, grants=(writing,))


@value
class ToFirehose:
    """A delivery stream of Amazon Data Firehose, by its name. only: as of `ToLogs`."""

    stream: str
    only: str | None = None

    def refused(self, about: About) -> Iterator[Refusal]:
        """Why not."""
        yield from _unknown("ToFirehose", about, self.stream)

    def way(self, about: About) -> Way:
        """What Fluent Bit is told, and may do."""
        stream = _named(self.stream, about)
        arn = _arn("firehose", about, f"deliverystream/{stream}")
        grant = Grant(("firehose:PutRecordBatch",), (arn,))
        return Way(
            options=_to("kinesis_firehose", self.only, delivery_stream=stream), grants=(grant,)
        )


@value
class ToKinesis:
    """A data stream of Kinesis, by its name. only: as of `ToLogs`."""

    stream: str
    only: str | None = None

    def refused(self, about: About) -> Iterator[Refusal]:
        """Why not."""
        yield from _unknown("ToKinesis", about, self.stream)

    def way(self, about: About) -> Way:
        """What Fluent Bit is told, and may do."""
        stream = _named(self.stream, about)
        arn = _arn("kinesis", about, f"stream/{stream}")
        grant = Grant(("kinesis:PutRecords",), (arn,))
        options = _to("kinesis_streams", self.only, stream=stream)
        return Way(options=options, grants=(grant,))


@value
class ToBucket:
    """A bucket in S3, by its name. prefix: of the objects' keys. every: minutes after which an object is written.

    only: as of `ToLogs`.
    """

    bucket: str
    prefix: str = "logs/"
    every: int = 10
    only: str | None = None

    def refused(self, about: About) -> Iterator[Refusal]:
        """Why not."""
        yield from _unknown("ToBucket", about, self.bucket, self.prefix)
        if self.every < 1:
            yield Refusal(
                what=f"ToBucket: an object every {self.every} minutes",
                fix="write 1 or more",
                field="uses",
            )

    def way(self, about: About) -> Way:
        """What Fluent Bit is told, and may do."""
        bucket, prefix = _named(self.bucket, about), _named(self.prefix, about).lstrip("/")
        arn = f"arn:${{AWS::Partition}}:s3:::{bucket}/{prefix}*"
        options = _to(
            "s3",
            self.only,
            bucket=bucket,
            s3_key_format=f"/{prefix}%Y/%m/%d/$TAG-%H%M%S-$UUID",
            upload_timeout=f"{self.every}m",
            use_put_object="On",
        )
        return Way(options=options, grants=(Grant(("s3:PutObject",), (arn,)),))


@value
class ToPlugin:
    """Anything that Fluent Bit has a plugin for, as `datadog`, `splunk` or `opensearch`.

    plugin_options: the plugin's own, as it knows them. secrets: further ones of them, each with the name or the ARN of
    a secret in Secrets Manager that has its value. What the tasks must be allowed to do there, `uses` says besides.
    """

    plugin: str
    plugin_options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)

    def refused(self, about: About) -> Iterator[Refusal]:
        """Why not."""
        for option, secret in self.secrets.items():
            yield from _kept.odd_secret(f"ToPlugin {self.plugin}, {option}", secret, about)
        for option, said in self.plugin_options.items():
            if is_secret_name(option) or is_credential(said):
                yield Refusal(
                    what=f"ToPlugin {self.plugin}: whoever reads the task definition reads its option {option}",
                    fix=f'keep it in Secrets Manager, and write secrets={{"{option}": "NAME"}}',
                    field="uses",
                )

    def way(self, about: About) -> Way:
        """What Fluent Bit is told, and what ECS must be allowed to read for it."""
        kept = {name: _kept.secret(self.secrets[name], None, about) for name in self.secrets}
        return Way(
            options=(("Name", self.plugin), *self.plugin_options.items()),
            secrets=tuple((name, each.arn) for name, each in kept.items()),
            start_grants=tuple(grant for each in kept.values() for grant in each.grants),
            parts=tuple(part for each in kept.values() for part in each.parts),
        )


Destination = ToLogs | ToFirehose | ToKinesis | ToBucket | ToPlugin


def _unknown(told: str, about: About, *texts: str) -> Iterator[Refusal]:
    for text in texts:
        yield from _kept.told(told, text, about)
        yield from several(told, "what is written to", text)
