"""Registry, environments, services -> Stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bbfd.build.assemble import Frame, PartOf, assemble
from bbfd.build.environment.artifacts import artifacts
from bbfd.build.environment.repositories import repositories
from bbfd.build.environment.shared import Shared
from bbfd.build.images import repository_name
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, Registry
from bbfd.model.naming import registry_stack_name
from bbfd.model.stack import Parameter, Refusal, Stack
from bbfd.model.workload import Workload

PARTS: Final[tuple[PartOf[Shared], ...]] = (repositories, artifacts)


def stack_of(
    registry: Registry,
    environments: Sequence[Definition[Environment]],
    services: Sequence[Definition[Workload]],
) -> Stack:
    """What the parts make of it. The order of environments and services changes nothing."""
    sharing = sorted(environments, key=lambda place: place.name)
    shared = Shared(
        registry=registry,
        repositories=_asked_for(services),
        protected=any(place.value.protected for place in sharing),
    )
    return assemble(PARTS, shared, frame_of(shared, sharing))


def frame_of(shared: Shared, sharing: Sequence[Definition[Environment]]) -> Frame:
    """What the stack is besides its resources. Its settings are read in the first environment's file."""
    registry = shared.registry
    return Frame(
        name=registry_stack_name(registry.name),
        description=f"the registry {registry.name}: repositories and the artifacts bucket",
        definition=sharing[0].file if sharing else "",
        tags={**_agreed(sharing), "bbfd:registry": registry.name},
        protected=shared.protected,
        needed=_nothing,
    )


def _asked_for(services: Sequence[Definition[Workload]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for service in sorted(services, key=lambda service: service.name):
        for container in (service.value.container, *service.value.sidecars):
            name = repository_name(container, service.name)
            if name is not None:
                found.setdefault(name, service.file)
    return {name: found[name] for name in sorted(found)}


def _agreed(sharing: Sequence[Definition[Environment]]) -> dict[str, str]:
    """The tags that every environment gives, with the same value."""
    tags = [place.value.tags for place in sharing]
    first = tags[0] if tags else {}
    return {k: v for k, v in first.items() if all(other.get(k) == v for other in tags)}


def _nothing(_: str) -> Parameter | Refusal | None:
    """A registry is before everything else: it takes nothing of other stacks."""
    return None
