"""A project's definitions, loaded when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from bbfd.discover import ENVIRONMENTS, SERVICES, did_you_mean, names_in, near, one_of
from bbfd.discover.compiled import Compiled
from bbfd.discover.load import CodeOf, Sought, load
from bbfd.errors import DefinitionError, Mistakes, Place, UsageError
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.naming import LONGEST_NAME, NAME
from bbfd.model.workload import Workload

SERVICE = Sought(SERVICES, "service", Workload, "WebService(...)")
ENVIRONMENT = Sought(ENVIRONMENTS, "environment", Environment, "Environment(...)")
T = TypeVar("T")
_MANY = 20  # fewer are compiled faster than a file of compiled ones is read


class Project:
    """The folder that has services/ and environments/."""

    def __init__(self, root: str) -> None:
        self.root = root

    @cached_property
    def service_names(self) -> tuple[str, ...]:
        """By listing files: nothing is loaded."""
        return names_in(f"{self.root}/{SERVICES}")

    @cached_property
    def environment_names(self) -> tuple[str, ...]:
        """By listing files: nothing is loaded."""
        return names_in(f"{self.root}/{ENVIRONMENTS}")

    def service(self, name: str, code_of: CodeOf | None = None) -> Definition[Workload]:
        """One service. Raises DefinitionError. code_of: compiles its file."""
        found = self._load(name, SERVICE, code_of)
        unknown = [place for place in found.value.tuning if place not in self.environment_names]
        if unknown:
            raise Mistakes.of(self._untunable(found, name) for name in unknown)
        return found

    def environment(self, name: str | None) -> Definition[Environment]:
        """One environment; None: it was not said which. Raises UsageError, DefinitionError."""
        if name is None:
            known = one_of(self.environment_names).replace("`", "")
            raise UsageError(
                "it was not said in which environment",
                fix=f"give --env {known}" if known else f"write one: {ENVIRONMENTS}/NAME.py",
            )
        if name in self.environment_names:
            return self._load(name, ENVIRONMENT)
        return self._passing(name)

    def services(self, names: Sequence[str] | None = None) -> Iterator[Definition[Workload]]:
        """These services, or all, one at a time; those that do not load are told together at the end."""
        wanted = self.service_names if names is None else names
        if len(wanted) < _MANY:
            yield from _each(self.service, wanted)
            return
        compiled = Compiled(os.path.join(self.root, ".bbfd", "cache"))
        try:
            yield from _each(lambda name: self.service(name, compiled.code), wanted)
        finally:
            compiled.save()

    def environments(self) -> Iterator[Definition[Environment]]:
        """All environments, one at a time; those that do not load are told together at the end."""
        yield from _each(self.environment, self.environment_names)

    def _passing(self, name: str) -> Definition[Environment]:
        """One that comes and goes, as far as it is known in this checkout."""
        from bbfd.cli.passing import known_names, like_of
        from bbfd.model.passing import passing

        like = like_of(self.root, name)
        if like is not None:
            return passing(self._load(like, ENVIRONMENT), name)
        meant = did_you_mean(name, (*self.environment_names, *known_names(self.root)))
        raise DefinitionError(
            f"there is no environment `{name}`: {ENVIRONMENT.file(name)} does not exist",
            fix=f"{meant}; one that comes and goes: `bbfd env up {name} --like E`",
        )

    def passing(self) -> Iterator[Definition[Environment]]:
        """Those that come and go and are known in this checkout; without those whose like is gone."""
        from bbfd.cli.passing import known_names, like_of

        for name in known_names(self.root):
            stays = name in self.environment_names
            if not stays and like_of(self.root, name) in self.environment_names:
                yield self._passing(name)

    def place_of(self, file: str, field: str = "") -> Place:
        """The place of a field in a definition."""
        from bbfd.discover.source import place_of

        return place_of(self.root, file, field)

    def _load(self, name: str, sought: Sought[T], code_of: CodeOf | None = None) -> Definition[T]:
        value = load(self.root, name, sought, code_of)
        if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            raise DefinitionError(
                f"`{name}` cannot be a name: it becomes part of names in AWS",
                fix=f"rename the file: small letters, digits, single dashes, at most {LONGEST_NAME}",
                place=Place(sought.file(name)),
            )
        return Definition(name, value, sought.file(name))

    def _untunable(self, service: Definition[Workload], environment: str) -> DefinitionError:
        return DefinitionError(
            f"`{service.name}` is tuned for `{environment}`, and there is no such environment",
            fix=self._tunable(environment),
            place=self.place_of(service.file, f"tuning.{environment}"),
        )

    def _tunable(self, environment: str) -> str:
        if near(environment, self.environment_names):
            return did_you_mean(environment, self.environment_names)
        return f'remove tuning["{environment}"], or add {ENVIRONMENTS}/{environment}.py'


def those_that_load(
    each: Callable[[], Iterator[Definition[T]]],
) -> tuple[tuple[Definition[T], ...], tuple[DefinitionError, ...]]:
    """Definitions that load, and what is wrong with the others: for what they are not the subject of."""
    found: list[Definition[T]] = []
    try:
        for one in each():
            found.append(one)
    except DefinitionError as error:
        return tuple(found), (error,)
    return tuple(found), ()


def _each(
    load_one: Callable[[str], Definition[T]], names: Sequence[str]
) -> Iterator[Definition[T]]:
    wrong: list[DefinitionError] = []
    for name in names:
        try:
            found = load_one(name)
        except DefinitionError as error:
            wrong.append(error)
        else:
            yield found
    if wrong:
        raise Mistakes.of(wrong)
