"""What belongs to a service, and what its tasks may do with what exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from awacs.aws import Action, Deny, Statement

from bbfd import (
    Cache,
    Container,
    Database,
    Fifo,
    Index,
    Instances,
    Nodes,
    OnDemand,
    Table,
    Worker,
)
from tests.unit.build.fields import Use, With, body

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"


def used(made: Any) -> Any:
    """The template of a worker with a sidecar that uses it."""
    return body(
        Worker(
            container=Container(image="a:1"),
            sidecars=(Container(image="b:1", name="side"),),
            uses=(made,),
        )
    )


def of(feature: Callable[..., Any], field: str, **more: Any) -> Callable[[Any], Any]:
    """The template of a worker that uses a feature, of which this field is the instance."""
    return lambda made: used(feature(**more, **{field: made}))


SAID = {"encryption_key": KEY, "container": "side"}
NO = Statement(Effect=Deny, Action=[Action("iam", "*")], Resource=["*"])

USED: Mapping[str, Use] = {
    "Bucket": Use(
        used,
        {},
        {
            "name": "b",
            "access": "read",
            "variable": "V",
            "old_versions": 3,
            "expire": 4,
            "events": True,
            **SAID,
        },
    ),
    "Table": Use(
        used,
        {"key": "id"},
        {
            "key": "other",
            "sort": "at",
            "types": {"id": "number"},
            "indexes": (Index(name="i", key="x"),),
            "name": "t",
            "access": "read",
            "variable": "V",
            "capacity": OnDemand(most_reads=1),
            "expires": "gone",
            "stream": "keys",
            "recovery": 5,
            "infrequent": True,
            **SAID,
        },
    ),
    "Index": Use(
        lambda made: used(Table(key="id", indexes=(made,))),
        {"name": "one", "key": "id"},
        {
            "name": "two",
            "key": "other",
            "sort": "at",
            "keep": "keys",
            "local": With(True, {"sort": "at"}),
        },
    ),
    "OnDemand": Use(of(Table, "capacity", key="id"), {}, {"most_reads": 1, "most_writes": 2}),
    "Provisioned": Use(
        of(Table, "capacity", key="id"), {"reads": 1, "writes": 1}, {"reads": 2, "writes": 3}
    ),
    "Queue": Use(
        used,
        {},
        {
            "name": "q",
            "access": "read",
            "variable": "V",
            "visibility": 31,
            "retention": 61,
            "delay": 1,
            "wait": 1,
            "largest": 2048,
            "fifo": Fifo(),
            "tries": 9,
            **SAID,
        },
    ),
    "Topic": Use(used, {}, {"name": "t", "variable": "V", "fifo": Fifo(), **SAID}),
    "Database": Use(
        used,
        {},
        {
            "engine": "aurora-mysql",
            "capacity": Instances(),
            "version": "16.9",
            "name": "d",
            "prefix": "DB",
            "database": "shop",
            "user": "owner",
            "rotated": True,
            "snapshot": With("before", {"rotated": True}),
            "backups": 3,
            **SAID,
        },
    ),
    "Serverless": Use(
        of(Database, "capacity"),
        {},
        {"least": 1, "most": 8, "readers": 1, "pause": With(600, {"least": 0})},
    ),
    "Instances": Use(
        of(Database, "capacity", engine="postgres"),
        {},
        {
            "type": "db.m7g.large",
            "readers": With(1, place=of(Database, "capacity")),
            "storage": 30,
            "most_storage": 40,
            "standby": True,
        },
    ),
    "Cache": Use(
        used,
        {},
        {
            "engine": "redis",
            "capacity": Nodes(),
            "version": "8",
            "name": "c",
            "prefix": "C",
            "snapshots": 2,
            **SAID,
        },
    ),
    "Elastic": Use(of(Cache, "capacity"), {}, {"most_storage": 5, "most_units": 5000}),
    "Nodes": Use(of(Cache, "capacity"), {}, {"type": "cache.m7g.large", "replicas": 1}),
    "ExistingBucket": Use(
        used,
        {"bucket": "a"},
        {
            "bucket": "b",
            "access": "read",
            "prefix": "x/",
            "variable": "V",
            "encryption_key": KEY,
            "container": With("side", {"variable": "V"}),
        },
    ),
    "ExistingTable": Use(
        used,
        {"table": "a"},
        {
            "table": "b",
            "access": "read",
            "variable": "V",
            "encryption_key": KEY,
            "container": With("side", {"variable": "V"}),
        },
    ),
    "ExistingQueue": Use(
        used,
        {"queue": "a"},
        {
            "queue": "b",
            "access": "read",
            "variable": "V",
            "encryption_key": KEY,
            "container": With("side", {"variable": "V"}),
        },
    ),
    "ExistingTopic": Use(
        used,
        {"topic": "a"},
        {
            "topic": "b",
            "variable": "V",
            "encryption_key": KEY,
            "container": With("side", {"variable": "V"}),
        },
    ),
    "Reach": Use(
        used,
        {"security_group": "sg-1", "port": 80},
        {"security_group": "sg-2", "port": 81},
    ),
    "Allow": Use(
        used,
        {"actions": ("a:B",), "resources": ("*",)},
        {
            "actions": ("a:C",),
            "resources": ("arn:aws:a:::b",),
            "when": (("StringEquals", "a:B", "c"),),
            "role": "start",
        },
    ),
    "Statements": Use(used, {"statements": ()}, {"statements": (NO,)}),
}

ELSEWHERE: Mapping[str, str] = {}
