"""Images: what a definition names -> where it is pulled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.build.scope import Scope
from bbfd.model.container import Container, Repository
from bbfd.model.workload import Workload

if TYPE_CHECKING:
    from bbfd.model.build import Build
    from bbfd.model.environment import Environment


def repository_name(container: Container, service: str) -> str | None:
    """The name of the repository of our own that a container's image is in; None where it is not one of ours."""
    image = container.image
    return None if isinstance(image, str) else image.name or service


def repository_uri(environment: Environment, name: str) -> str:
    """The URI of a repository of our own, in the registry of an environment."""
    account, region = environment.account, environment.region
    suffix = ".cn" if region.startswith("cn-") else ""
    return f"{account}.dkr.ecr.{region}.amazonaws.com{suffix}/{name}"


def pulled_from(scope: Scope[Workload], container: Container) -> str:
    """The image of a container as ECS pulls it; without a version where the definition names none."""
    image = _wanted(scope, container)
    if isinstance(image, str):
        return image
    name = repository_uri(scope.environment, image.name or scope.name)
    return f"{name}:{image.tag}" if image.tag else name


def is_ours(scope: Scope[Workload], container: Container) -> bool:
    """Whether the image of a container is one of our own."""
    return not isinstance(_wanted(scope, container), str)


def is_built(scope: Scope[Workload], container: Container) -> bool:
    """Whether BBFD builds the image of a container."""
    wanted = _wanted(scope, container)
    return not isinstance(wanted, (str, Repository))


def _wanted(scope: Scope[Workload], container: Container) -> str | Repository | Build:
    """The tuning's image is the main container's."""
    tuned = scope.tuning.image
    return container.image if tuned is None or container is not scope.workload.container else tuned
