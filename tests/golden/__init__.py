"""Every template that this project's definitions make, kept as text. `make golden` writes them anew.

services/NAME.ENVIRONMENT.yaml   environments/NAME.yaml   registries/ENVIRONMENT.yaml
examples/NAME.yaml               what tests/examples/services/NAME.py makes in `prod` there: each shows one thing
example-environments/NAME.yaml   and each environment there
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bbfd.build import build, build_environment, build_registry
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from bbfd.model.stack import Stack
from bbfd.template import write_yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXAMPLES = HERE.parent / "examples"


def stacks() -> Iterator[tuple[str, Stack]]:
    """Each stack with the file that its template is kept in."""
    yield from _of_project()
    yield from _of_examples()


def _of_examples() -> Iterator[tuple[str, Stack]]:
    project = Project(str(EXAMPLES))
    places = {place.name: place for place in project.environments()}
    for service in project.services():
        yield f"examples/{service.name}.yaml", build(service, places["prod"])
    for place in places.values():
        own = build_environment(place)
        if own is not None:
            yield f"example-environments/{place.name}.yaml", own


def _of_project() -> Iterator[tuple[str, Stack]]:
    project = Project(str(ROOT))
    environments = tuple(project.environments())
    services = tuple(project.services())
    for place in environments:
        for service in services:
            yield f"services/{service.name}.{place.name}.yaml", build(service, place)
        own = build_environment(place)
        if own is not None:
            yield f"environments/{place.name}.yaml", own
        sharing = Stacks(project, place).sharing
        yield (
            f"registries/{place.name}.yaml",
            build_registry(place.value.registry, sharing, services),
        )


def text(stack: Stack) -> str:
    """The template as `bbfd preview` prints it."""
    return write_yaml(stack.body)


def kept() -> set[str]:
    """The files that are kept."""
    return {path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.yaml")}
