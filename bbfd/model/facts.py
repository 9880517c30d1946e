"""What a feature answers in: facts that the owning parts collect over all features, knowing none by name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Protocol

from bbfd.model.stack import Refusal
from bbfd.model.value import value


@value(kw_only=False)
class About:
    """What a feature may know of where it is used. placeholders: for `naming.filled`."""

    environment: str
    service: str
    account: str
    region: str
    placeholders: tuple[tuple[str, str], ...]


@value(kw_only=False)
class Grant:
    """Actions that a role may take on resources (ARNs; `${AWS::Partition}` and its like are filled in)."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    via: str | None = None  # kms:ViaService: only on behalf of this service


@value(kw_only=False)
class SecretVariable:
    """An environment variable whose value ECS reads when a task starts. value_from: the ARN to read."""

    name: str
    value_from: str
    container: str | None


@value(kw_only=False)
class Volume:
    """A volume of the task; empty when the task starts. shared: others that have its name are the same volume."""

    name: str
    shared: bool = False


@value(kw_only=False)
class Mount:
    """Where a container sees a volume."""

    volume: str
    path: str
    read_only: bool
    container: str | None


@value
class Facts:
    """The answer of a feature. grants: of the task's own role; start_grants: of the execution role.

    refusals: why it has no other answer.
    """

    grants: tuple[Grant, ...] = ()
    start_grants: tuple[Grant, ...] = ()
    secrets: tuple[SecretVariable, ...] = ()
    volumes: tuple[Volume, ...] = ()
    mounts: tuple[Mount, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class Feature(Protocol):
    """What a service uses besides its containers. One file, one feature: `bbfd/features/`."""

    def facts(self, about: About) -> Facts:
        """What this means for the stack."""


def gathered(answers: Iterable[Facts]) -> Facts:
    """All answers as one, in the order they came."""
    every = tuple(answers)
    return Facts(
        grants=tuple(chain.from_iterable(a.grants for a in every)),
        start_grants=tuple(chain.from_iterable(a.start_grants for a in every)),
        secrets=tuple(chain.from_iterable(a.secrets for a in every)),
        volumes=tuple(chain.from_iterable(a.volumes for a in every)),
        mounts=tuple(chain.from_iterable(a.mounts for a in every)),
        refusals=tuple(chain.from_iterable(a.refusals for a in every)),
    )
