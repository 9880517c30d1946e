"""The stacks of a project: those of services, and those that they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bbfd.build import build, build_environment, build_registry
from bbfd.cli.call import chosen
from bbfd.cli.project import Project, those_that_load
from bbfd.errors import DefinitionError
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import environment_stack_name, registry_stack_name, stack_name
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload


def meant(
    project: Project, environment: str | None, services: Sequence[str], every: bool
) -> tuple[Stacks, tuple[str, ...]]:
    """The environment and the services that a command is about. Raises UsageError, DefinitionError."""
    stacks = Stacks(project, project.environment(environment))
    return stacks, chosen(project, services, every)


@dataclass(frozen=True)
class Stacks:
    """The stacks of one environment. Building them needs every service: a registry holds the images of all.

    Those that are asked for have to load. Another one that does not is left out: what it may have a part in is
    left as it is, and `left_out` says so.
    """

    project: Project
    place: Definition[Environment]

    @cached_property
    def services(self) -> dict[str, Definition[Workload]]:
        """Every service that loads, by name."""
        return {service.name: service for service in self._services[0]}

    @property
    def sharing(self) -> tuple[Definition[Environment], ...]:
        """The environments that share the registry, this one among them; of those that load."""
        here = _registry(self.place)
        return tuple(e for e in self._environments[0] if _registry(e) == here)

    @property
    def alone(self) -> bool:
        """Whether no other environment shares the registry, or may: nobody knows what one that does not load says."""
        names = [each.name for each in self.sharing]
        return names == [self.place.name] and not self._environments[1]

    @property
    def left_out(self) -> tuple[DefinitionError, ...]:
        """What does not load, of what was not asked for."""
        return (*self._services[1], *self._environments[1])

    @property
    def unread(self) -> tuple[DefinitionError, ...]:
        """What is wrong with the services that do not load."""
        return self._services[1]

    @cached_property
    def _services(self) -> tuple[tuple[Definition[Workload], ...], tuple[DefinitionError, ...]]:
        return those_that_load(self.project.services)

    @cached_property
    def _environments(
        self,
    ) -> tuple[tuple[Definition[Environment], ...], tuple[DefinitionError, ...]]:
        return those_that_load(self.project.environments)

    @property
    def allowances(self) -> dict[str, Mapping[str, str]]:
        """Name of a stack, of a service or the environment's own -> the findings that its definition accepts."""
        services = {
            stack_name(self.place.name, name): service.value.allow
            for name, service in self.services.items()
        }
        return {environment_stack_name(self.place.name): self.place.value.allow, **services}

    @property
    def registry_name(self) -> str:
        """The name of the registry's stack."""
        return registry_stack_name(self.place.value.registry.name)

    def registry(self) -> Stack:
        """The registry's stack."""
        every = tuple(self.services.values())
        return build_registry(self.place.value.registry, self.sharing, every)

    def environment(self) -> Stack | None:
        """The environment's own stack; None where all that it names exists."""
        return build_environment(self.place)

    def beneath(self) -> tuple[Stack, ...]:
        """What services stand on, in the order in which it is made.

        Without the registry where an environment does not load: whether that is protected, it does not say.
        """
        return self._beneath

    @cached_property
    def _beneath(self) -> tuple[Stack, ...]:
        environment = self.environment()
        registry = () if self._environments[1] else (self.registry(),)
        return (*registry, *((environment,) if environment else ()))

    def of(self, names: Sequence[str]) -> tuple[Stack, ...]:
        """The stacks of services. Raises DefinitionError, for all of them at once."""
        missing = [name for name in names if name not in self.services]
        if missing:
            tuple(self.project.services(missing))  # says of all of them why
        return tuple(map(self._one, names))

    def _one(self, name: str) -> Stack:
        """Built once: what is checked alone is checked beside all others too."""
        if name not in self._built:
            self._built[name] = build(self._service(name), self.place)
        return self._built[name]

    @cached_property
    def _built(self) -> dict[str, Stack]:
        return {}

    def _service(self, name: str) -> Definition[Workload]:
        return self.services.get(name) or self.project.service(name)


def _registry(environment: Definition[Environment]) -> tuple[str, str, str]:
    """Environments that are alike in this share a registry."""
    value = environment.value
    return value.account, value.region, value.registry.name
