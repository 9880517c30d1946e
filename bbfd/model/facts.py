"""What a feature answers in: facts that the owning parts collect over all features, knowing none by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from bbfd.model.container import Container
from bbfd.model.http import HealthCheck
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.model.volumes import Source  # what few services have


@value(kw_only=False)
class About:
    """What a feature may know of where it is used. placeholders: for `naming.filled`.

    subnets: how many tasks may run in; None where that is only known when planning.
    """

    environment: str
    service: str
    account: str
    region: str
    placeholders: tuple[tuple[str, str], ...]
    subnets: int | None = None


@value(kw_only=False)
class Grant:
    """Actions that a role may take on resources (ARNs; `${AWS::Partition}` and its like are filled in).

    when: conditions that all must hold, each as (operator, key, value).
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    via: str | None = None  # kms:ViaService: only on behalf of this service
    when: tuple[tuple[str, str, str], ...] = ()


@value(kw_only=False)
class Variable:
    """An environment variable. value: `${...}` in it is filled in by CloudFormation, as `${Queue.Arn}`.

    container: whose; None for the main container's.
    """

    name: str
    value: str
    container: str | None = None


@value(kw_only=False)
class SecretVariable:
    """An environment variable whose value ECS reads when a task starts. value_from: the ARN to read."""

    name: str
    value_from: str
    container: str | None


@value(kw_only=False)
class VariableFile:
    """A file of environment variables in S3. object: its ARN."""

    object: str
    container: str | None


@value(kw_only=False)
class Credentials:
    """What the image of a container is pulled with. secret: the ARN of name and password."""

    secret: str
    container: str | None


@value(kw_only=False)
class Routed:
    """The output of a container goes to the task's log router, with what that is to do with it.

    options, secrets: (name, value or ARN to read).
    """

    options: tuple[tuple[str, str], ...]
    secrets: tuple[tuple[str, str], ...]
    container: str | None


@value(kw_only=False)
class Volume:
    """A volume of the task. shared: others that have its name are the same volume.

    source: where its files lie; without one it is empty when the task starts.
    """

    name: str
    shared: bool = False
    source: Source | None = None


@value(kw_only=False)
class Mount:
    """Where a container sees a volume."""

    volume: str
    path: str
    read_only: bool
    container: str | None


@value(kw_only=False)
class Gate:
    """A port of a container, by its name, that gateways of ECS send requests to. access: of those alone."""

    port: str
    health: HealthCheck
    access: tuple[str, ...]


@value(kw_only=False)
class Registered:
    """A port of a container, by its name, that ECS registers with a target group of VPC Lattice, in a role.

    targets, role: their logical ids. senders: the id of the prefix list that VPC Lattice sends from.
    """

    port: str
    targets: str
    role: str
    senders: str


@value
class Facts:
    """The answer of a feature. grants: of the task's own role; start_grants: of the execution role.

    statements: of the task's own role, as awacs writes them. ready: logical ids of what must be there, too, before a
    task starts, where nothing that the task refers to says so.
    gates, registered: what sends requests to it past the load balancers.
    sidecars: containers that run beside those of the service; beside: those of them that others reach at localhost.
    parts: what it makes besides, each a function from the scope to the troposphere objects that it owns, as those of a
    kind. refusals: why it has no other answer.
    """

    grants: tuple[Grant, ...] = ()
    start_grants: tuple[Grant, ...] = ()
    statements: tuple[Any, ...] = ()
    variables: tuple[Variable, ...] = ()
    secrets: tuple[SecretVariable, ...] = ()
    files: tuple[VariableFile, ...] = ()
    credentials: tuple[Credentials, ...] = ()
    routed: tuple[Routed, ...] = ()
    volumes: tuple[Volume, ...] = ()
    mounts: tuple[Mount, ...] = ()
    sidecars: tuple[Container, ...] = ()
    beside: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    registered: tuple[Registered, ...] = ()
    parts: tuple[Callable[[Any], Iterable[Any]], ...] = ()
    refusals: tuple[Refusal, ...] = ()


class Feature(Protocol):
    """What a service uses besides its containers. One file, one feature: `bbfd/features/`."""

    def facts(self, about: About) -> Facts:
        """What this means for the stack."""


_NAMES = tuple(each.name for each in fields(Facts))
_NONE = Facts()


def gathered(answers: Iterable[Facts]) -> Facts:
    """All answers as one, in the order they came."""
    every = tuple(answers)
    if not every:
        return _NONE
    return Facts(**{n: tuple(chain.from_iterable(getattr(a, n) for a in every)) for n in _NAMES})
