"""Definitions -> stacks. Only this package, and a kind's or feature's own part, knows troposphere.

assemble.py     the one loop: parts -> Stack
scope.py        all that a part of a service's stack may see
parts/          one file, one part of a service's stack
environment/    one file, one part of an environment's stack, or of a registry's
ci/             the roles of a CI's jobs, as a stack
deployed.py     what every stack tells of its last deploy
ids.py          logical ids: how parts point at one another
"""

from __future__ import annotations

from collections.abc import Sequence

from bbfd.build.environment import environment_stack, registry_stack
from bbfd.build.service import service_stack
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, Registry
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload

__all__ = ["build", "build_environment", "build_registry"]


def build(service: Definition[Workload], environment: Definition[Environment]) -> Stack:
    """The stack of a service in an environment."""
    return service_stack(service, environment)


def build_environment(environment: Definition[Environment]) -> Stack | None:
    """The environment's own stack; None where everything that it names exists."""
    return environment_stack(environment)


def build_registry(
    registry: Registry,
    environments: Sequence[Definition[Environment]],
    services: Sequence[Definition[Workload]],
) -> Stack:
    """The stack of a registry: the repositories of these services, and the artifacts bucket.

    environments: those that share it; it is protected where one of them is.
    """
    return registry_stack(registry, environments, services)
