"""The images of services, built and tested."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bbfd.cli.call import Call, chosen
from bbfd.cli.commit import commit_at
from bbfd.cli.engines import bench, workshop
from bbfd.cli.project import Project, those_that_load
from bbfd.errors import DefinitionError, Mistakes, UsageError
from bbfd.images.asking import question
from bbfd.images.building import Order, Workshop, built
from bbfd.images.content import content_of, sent
from bbfd.images.engine import Run
from bbfd.images.naming import tag_of
from bbfd.images.recipes import Wanted, platforms_of, recipe_of, wanted
from bbfd.images.records import Built, Recipe
from bbfd.images.revision import is_dirty
from bbfd.images.trials import Bench, Tried, try_command, try_request
from bbfd.model.checks import Check
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.report.building import built_line, tried_lines
from bbfd.report.line import Line, Tone, text

# What changes without the image having to: with one of these in the context, every commit or deploy is a new content.
_RESTLESS = (".git", ".bbfd")


@dataclass(frozen=True, kw_only=True)
class Images:
    """The images of services that a call is about. place: the environment that they are for; None for all.

    every: all services of the project are meant: those without an image to build are passed over.
    """

    call: Call
    project: Project
    names: Sequence[str]
    place: Definition[Environment] | None = None
    every: bool = False

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is built. Raises UsageError for a service that builds nothing."""
        found: list[Wanted] = []
        for service in self.project.services(self.names):
            mine = wanted(service)
            if not mine and not self.every:
                raise UsageError(
                    f"{service.name} has no image that BBFD builds",
                    fix=f"write image=Build(...) in {service.file}",
                )
            found.extend(mine)
        return tuple(found)

    def orders(self, run: Run) -> tuple[tuple[Wanted, Order], ...]:
        """All that is to be built, with its tag. What is wrong with any is told together."""
        wrong: list[DefinitionError] = []
        found = []
        console = self.call.console()
        places = self._places()
        for want in self.wanted:
            console.doing(f"{want.service.name}: what the image is made of is read")
            try:
                found.append((want, self._order(want, places, run)))
            except DefinitionError as error:
                wrong.append(error)
        console.doing("")
        if wrong:
            raise Mistakes.of(wrong)
        return tuple(found)

    def _places(self) -> tuple[Definition[Environment], ...]:
        if self.place is not None:
            return (self.place,)
        return those_that_load(self.project.environments)[0]

    def _order(self, want: Wanted, places: Sequence[Definition[Environment]], run: Run) -> Order:
        root = os.path.abspath(self.project.root)
        recipe = recipe_of(
            want,
            root,
            platforms_of(want, places),
            variables=self.call.outside.variables,
            where=self.project.place_of,
        )
        content = content_of(recipe)
        commit = commit_at(self.call, root)
        dirty = bool(commit) and is_dirty(root, (recipe.context, recipe.dockerfile), run)
        return Order(
            service=want.service.name,
            container=want.container.name,
            repository=want.repository,
            dockerfile=os.path.relpath(recipe.dockerfile, root),
            recipe=recipe,
            content=content,
            tag=tag_of(content, commit, dirty=dirty),
            commit=commit,
        )


def images_of(
    call: Call, services: Sequence[str], environment: str | None, *, every: bool
) -> Images:
    """The images that a command is about. Raises UsageError, DefinitionError."""
    project = call.project()
    return Images(
        call=call,
        project=project,
        names=chosen(project, services, every),
        place=project.environment(environment) if environment else None,
        every=every,
    )


def build(images: Images, shop: Workshop) -> Iterator[tuple[Wanted, Built]]:
    """Build them one after another, each told when it is there."""
    console = images.call.console()
    for want, order in images.orders(shop.run):
        console.say(_restless(order.recipe))
        console.doing(f"{order.service}: asking {shop.engine.name} whether it is there")
        done = built(order, shop)
        console.doing("")
        console.say([built_line(done)])
        yield want, done


def build_services(images: Images, engine: str | None) -> Iterator[Built]:
    """The images of services, as they are built; those of a service whose image fails are the last."""
    _ = images.wanted  # what is wrong with them is told without an engine
    with workshop(images.call, engine) as shop:
        for _, done in build(images, shop):
            yield done


def test_services(images: Images, engine: str | None) -> Iterator[Tried]:
    """How each check of theirs ended; what is not built is built first."""
    _ = images.wanted
    with workshop(images.call, engine) as shop:
        tools = bench(images.call, shop)
        for want, done in build(images, shop):
            yield from trials_of(images, want, done, tools)


def trials_of(images: Images, want: Wanted, done: Built, tools: Bench) -> Iterator[Tried]:
    """How each check of an image ended."""
    console = images.call.console()
    if not want.container.checks:
        name = f"{done.service}, container {done.container}"
        console.say([Line(f"{name}: no checks=, nothing is tried", Tone.WARN)])
    for number, check in enumerate(want.container.checks):
        console.doing(f"{done.service}: check {number + 1} of {len(want.container.checks)}")
        if isinstance(check, Check):
            tried = try_command(want.container, check, done, tools)
        else:
            where = images.project.place_of(want.service.file, f"{want.field}.checks.{number}")
            asked = question(want.service.value, want.container, check, where)
            tried = try_request(want.container, check, asked, done, tools)
        console.doing("")
        yield tried


def show(tried: Tried) -> None:
    """Print how a check ended, for people."""
    sys.stdout.write(text(tried_lines(tried)))
    sys.stdout.flush()


def _restless(recipe: Recipe) -> Iterator[Line]:
    there = {entry.path.partition("/")[0] for entry in sent(recipe)}
    for name in sorted(there.intersection(_RESTLESS)):
        yield Line(
            f"note: {name} is in the context and changes the image each time: name it in .dockerignore",
            Tone.WARN,
        )
