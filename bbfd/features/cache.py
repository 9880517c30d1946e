"""A cache of the service's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.model.cache import CacheEngine, Elastic, NewCache, Nodes
from bbfd.model.facts import About, Facts, Variable
from bbfd.model.naming import fit
from bbfd.model.owned import misnamed, no_arn, outside, owned_id, variable_name
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload

_LONGEST = 40


@value
class Cache:
    """A cache of ElastiCache, made with the service, that its tasks alone reach, and by TLS alone.

    capacity: `Elastic(...)`, which grows and shrinks by itself, or `Nodes(...)`. version: of the engine, as `8` of an
    elastic one and `8.0` of nodes; without it, what AWS takes. The container has `CACHE_HOST` and `CACHE_PORT`, and
    of Valkey and Redis `CACHE_URL`, as `rediss://...`. name: tells several apart, as `sessions`, and comes before
    these. prefix: in place of `CACHE`. snapshots: days that they are kept (0 to 35); without a word, 7 in protected
    environments and 0 elsewhere. encryption_key: the ARN of a KMS key.
    container: whose variables; without it, the main container's.
    In protected environments it is kept when the service goes.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html
    """

    engine: CacheEngine = "valkey"
    capacity: Elastic | Nodes = Elastic()
    version: str | None = None
    name: str | None = None
    prefix: str | None = None
    snapshots: int | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """What the container is told, and the cache."""
        refused = tuple(self._refused(f"Cache {self.name or ''}".strip()))
        if refused:
            return Facts(refusals=refused)
        return Facts(variables=tuple(self._variables()), parts=(self._made,))

    @property
    def _title(self) -> str:
        return owned_id(self.name, "cache")

    def _variables(self) -> Iterator[Variable]:
        elastic = isinstance(self.capacity, Elastic)
        end = f"{self._title}.{'Endpoint' if elastic else 'PrimaryEndPoint'}"
        host, port = f"${{{end}.Address}}", f"${{{end}.Port}}"
        said = {"HOST": host, "PORT": port}
        if self.engine != "memcached":
            said["URL"] = f"rediss://{host}:{port}"
        if isinstance(self.capacity, Nodes) and self.capacity.replicas:
            said["READER_HOST"] = f"${{{self._title}.ReaderEndPoint.Address}}"
        for word, text in said.items():
            called = f"{variable_name(self.prefix, self.name, 'cache')}_{word}"
            yield Variable(called, text, self.container)

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.uses.cache import cache
        from bbfd.build.uses.inside import admitting_tasks

        group, kept = f"{self._title}SecurityGroup", scope.environment.protected
        first = 11211 if self.engine == "memcached" else 6379
        # An elastic one is read at the port after.
        last = first + 1 if isinstance(self.capacity, Elastic) else first
        yield from admitting_tasks(scope, group, first, last=last)
        usual = 7 if kept and self.engine != "memcached" else 0
        # A new key asks for a new cache, which must not meet the name of the old one.
        key = ("key", _few(self.encryption_key)) if self.encryption_key else ()
        called = "-".join((scope.place.name, scope.name, self.name or "cache", *key))
        new = NewCache(
            title=self._title,
            called=fit(called, _LONGEST),
            engine=self.engine,
            version=self.version,
            capacity=self.capacity,
            snapshots=usual if self.snapshots is None else self.snapshots,
            encryption_key=self.encryption_key,
            kept=kept,
        )
        yield from cache(new, group=group, subnets=scope.subnets)

    def _refused(self, told: str) -> Iterator[Refusal]:
        yield from misnamed(told, self.name)
        yield from outside(told, "snapshots", self.snapshots, range(36))
        yield from no_arn(told, "encryption_key", self.encryption_key, "kms")
        if self.engine == "memcached" and self.snapshots:
            yield _refusal(f"{told}: memcached has no snapshots", "remove snapshots=")
        capacity = self.capacity
        if isinstance(capacity, Elastic):
            yield from outside(told, "most_storage", capacity.most_storage, range(1, 5001))
            yield from outside(told, "most_units", capacity.most_units, range(1000, 15000001))
            return
        yield from outside(told, "replicas", capacity.replicas, range(6))
        if self.engine == "memcached":
            yield _refusal(
                f"{told}: nodes of memcached have no common address here",
                'write capacity=Elastic(...), or engine="valkey"',
            )
        if not re.fullmatch(r"cache\.[a-z0-9-]+\.[a-z0-9]+", capacity.type):
            yield _refusal(
                f"{told}: {capacity.type!r} is no type of nodes", 'write one, as "cache.t4g.micro"'
            )


def _few(text: str) -> str:
    """A few letters and digits that another text does not come to."""
    import hashlib  # few caches have a key of their own

    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _refusal(what: str, fix: str) -> Refusal:
    return Refusal(what=what, fix=fix, field="uses")
