"""Where files lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bbfd import EC2, Container, Efs, Scratch, Worker
from tests.unit.build.fields import Use, With, body

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
FILES = "fs-0a1b2c3d4e5f60718"
SYSTEM = f"arn:aws:s3files:eu-west-1:123456789012:file-system/{FILES}"
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:share-a1b2c3"


def mounted(*beside: Any, **more: Any) -> Callable[[Any], Any]:
    """The template of a worker with a sidecar that uses it."""
    return lambda made: body(
        Worker(
            container=Container(image="a:1"),
            sidecars=(Container(image="b:1", name="side"),),
            uses=(*beside, made),
            **more,
        )
    )


SEEN = {"path": "/other", "name": "named", "container": "side", "read_only": True}
THERE = {"file_system": FILES}

USED: Mapping[str, Use] = {
    "Efs": Use(
        mounted(),
        {"path": "/a"},
        {
            **SEEN,
            "folder": "/web",
            "owner": None,
            "file_system": FILES,
            "access_point": With("fsap-0a1b2c3d", THERE),
            "security_group": With("sg-1", THERE),
            "zones": 1,
            "throughput": "bursting",
            "archive": 30,
            "backup": True,
            "encryption_key": KEY,
        },
    ),
    "Owner": Use(
        lambda made: mounted()(Efs(path="/a", owner=made)),
        {},
        {"uid": 1, "gid": 2, "permissions": "0700"},
    ),
    "Ebs": Use(
        mounted(),
        {"path": "/a", "size": 10},
        {
            **SEEN,
            "size": 20,
            "type": "gp2",
            "iops": 4000,
            "throughput": 200,
            "snapshot": "snap-1",
            "rate": With(100, {"snapshot": "snap-1"}),
            "system": "ext4",
            "tags": {"a": "b"},
            "encryption_key": KEY,
        },
    ),
    "S3Files": Use(
        mounted(),
        {"path": "/a", "file_system": SYSTEM},
        {
            **SEEN,
            "file_system": f"{SYSTEM}0",
            "access_point": f"{SYSTEM}/access-point/fsap-1",
            "folder": "/x",
            "bucket": "b",
        },
    ),
    "FsxWindows": Use(
        mounted(runs_on=EC2()),
        {
            "file_system": FILES,
            "folder": "share",
            "credentials": SECRET,
            "domain": "corp.local",
            "path": "/a",
        },
        {
            **SEEN,
            "file_system": f"{FILES}0",
            "folder": "other",
            "credentials": f"{SECRET}0",
            "domain": "other.local",
        },
    ),
    "HostVolume": Use(
        mounted(runs_on=EC2()), {"folder": "/x", "path": "/a"}, {**SEEN, "folder": "/y"}
    ),
    "DockerVolume": Use(
        mounted(runs_on=EC2()),
        {"path": "/a"},
        {
            **SEEN,
            "shared": True,
            "made": With(True, {"shared": True}),
            "driver": "local",
            "options": {"a": "b"},
            "labels": {"a": "b"},
        },
    ),
    "Mounted": Use(
        mounted(Scratch(path="/x", name="one"), Scratch(path="/y", name="two")),
        {"volume": "one", "path": "/a"},
        {"volume": "two", "path": "/b", "container": "side", "read_only": True},
    ),
}

ELSEWHERE: Mapping[str, str] = {}
