"""What a cache runs on."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value

CacheEngine = Literal["valkey", "redis", "memcached"]


@value
class Elastic:
    """Grows and shrinks by itself. most_storage: GB that it holds. most_units: processing units a second.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html
    """

    most_storage: int | None = None
    most_units: int | None = None


@value
class Nodes:
    """Nodes of one type, as `cache.t4g.micro`. replicas: copies in other zones, one of which takes over (0 to 5)."""

    type: str = "cache.t4g.micro"
    replicas: int = 0


@value
class NewCache:
    """A cache to make. called: its name, which AWS wants of elastic ones. snapshots: days that they are kept."""

    title: str
    called: str
    engine: CacheEngine
    version: str | None
    capacity: Elastic | Nodes
    snapshots: int
    encryption_key: str | None
    kept: bool
