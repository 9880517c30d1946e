"""Definitions -> what is handed to an engine: which images a service builds, from what, and for which platforms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bbfd.build.images import repository_name
from bbfd.build.made import carried_by, platform_of, unmade
from bbfd.build.scope import Scope
from bbfd.errors import DefinitionError, Mistakes, Place, UsageError
from bbfd.images.engine import Platforms
from bbfd.images.records import Recipe, Secret
from bbfd.launch.usual import USUAL
from bbfd.model.build import Build
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.workload import Workload

Places = Sequence[Definition[Environment]]
# Where a field stands: the file of a definition and the field's path.
Where = Callable[[str, str], Place]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """An image that a service builds. field: of the definition, whose container it is."""

    service: Definition[Workload]
    container: Container
    build: Build
    field: str

    @property
    def repository(self) -> str:
        """The name of its repository."""
        return repository_name(self.container, self.service.name) or self.service.name


def wanted(service: Definition[Workload]) -> tuple[Wanted, ...]:
    """The images that a service builds: its container's, then those of what runs beside it."""
    return tuple(_wanted(service))


def _wanted(service: Definition[Workload]) -> Iterator[Wanted]:
    workload = service.value
    beside = ((each, f"sidecars.{number}") for number, each in enumerate(workload.sidecars))
    for container, field in ((workload.container, "container"), *beside):
        if isinstance(container.image, Build):
            yield Wanted(service=service, container=container, build=container.image, field=field)


def platforms_of(want: Wanted, places: Places) -> Platforms:
    """What it is built for: as the definition says, else as what carries it in these environments.

    places: the one that is asked for, else all. Raises DefinitionError where they differ: one image runs everywhere.
    """
    if want.build.platforms:
        return want.build.platforms
    found = {place.name: carried_by(Scope(want.service, place)) for place in places}
    if not places:
        launch = want.service.value.runs_on or USUAL
        found = {"": launch.platform}
    known = {name: platform_of(each) for name, each in found.items() if each is not None}
    if len(set(known.values())) > 1:
        said = ", ".join(f"{platform} in {name}" for name, platform in sorted(known.items()))
        every = ", ".join(f'"{each}"' for each in sorted(set(known.values())))
        raise DefinitionError(
            f"{want.service.name} runs on {said}: one image is not for all",
            fix=f"say for which: --env E; or build it for all: Build(platforms=({every}))",
            place=Place(want.service.file),
        )
    return tuple(sorted(set(known.values())))


def recipe_of(
    want: Wanted,
    root: str,
    platforms: Platforms,
    *,
    variables: Mapping[str, str],
    where: Where,
) -> Recipe:
    """What its image is made from. root: the project's, absolute. variables: of whoever builds.

    Raises DefinitionError for what cannot be, UsageError for a secret that is not given.
    """
    _must_be_right(want, where)
    build, about = want.build, where(want.service.file, f"{want.field}.image")
    context, dockerfile = _found(build, root, about)
    return Recipe(
        context=context,
        dockerfile=dockerfile,
        target=build.target or "",
        args=build.args,
        secrets=tuple(_secrets(build, root, variables, about)),
        platforms=platforms,
        cache=build.cache,
        ignore=_ignore(context, dockerfile),
    )


def _found(build: Build, root: str, about: Place) -> tuple[str, str]:
    """The context and the Dockerfile, absolute. Raises DefinitionError."""
    context = os.path.normpath(os.path.join(root, build.context))
    dockerfile = os.path.normpath(os.path.join(context, build.dockerfile))
    if not os.path.isdir(context):
        raise DefinitionError(
            f"the context `{build.context}` is no folder",
            fix="name one from the project's root: Build(context=...)",
            place=about,
        )
    if not os.path.isfile(dockerfile):
        raise DefinitionError(
            f"there is no `{build.dockerfile}` in the context `{build.context}`",
            fix='write one, or name it from there: Build(dockerfile="...")',
            place=about,
        )
    return context, dockerfile


def _must_be_right(want: Wanted, where: Where) -> None:
    """All that is wrong with it at once."""
    wrong = [
        DefinitionError(each.what, fix=each.fix, place=where(want.service.file, each.field))
        for each in unmade(want.container, want.field, None)
    ]
    if wrong:
        raise Mistakes.of(wrong)


def _ignore(context: str, dockerfile: str) -> str:
    """The file that says what is left out: the Dockerfile's own, else the context's."""
    own = (f"{dockerfile}.dockerignore", os.path.join(context, ".dockerignore"))
    return next((file for file in own if os.path.isfile(file)), "")


def _secrets(
    build: Build, root: str, variables: Mapping[str, str], about: Place
) -> Iterator[Secret]:
    for name, secret in sorted(build.secrets.items()):
        if secret.variable is not None:
            if secret.variable not in variables:
                raise UsageError(
                    f"the variable {secret.variable} is not set: a step reads it as the secret {name}",
                    fix=f"export {secret.variable}=...",
                )
            yield Secret(id=name, source="variable", where=secret.variable)
        else:
            file = os.path.join(root, os.path.expanduser(secret.file or ""))
            if not os.path.isfile(file):
                raise DefinitionError(
                    f"there is no file `{secret.file}`: a step reads it as the secret {name}",
                    fix="put it there; from the project's root, or below `~`",
                    place=about,
                )
            yield Secret(id=name, source="file", where=file)
