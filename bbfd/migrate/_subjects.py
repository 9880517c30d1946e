"""What is looked at: a template, the tasks and what launches them, with every form that a condition gives them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from bbfd.template.document import Document, Path
from bbfd.template.scenarios import is_complete, scenarios
from bbfd.template.values import UNKNOWN, Reference

Raw = Mapping[str, Any]
Truths = Mapping[str, bool]
TASK = "AWS::ECS::TaskDefinition"
T = TypeVar("T")
# Logical ids have at most 255 characters; a number may follow.
_LONGEST = 250
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


class Part(NamedTuple):
    """A mapping of the template at its path, as it is written.

    known: what conditions come out as wherever it is there.
    """

    path: Path
    body: Raw
    known: Truths = MappingProxyType({})

    @property
    def id(self) -> str:
        """The logical id of the resource that it stands in."""
        return str(self.path[1])

    def at(self, *steps: str | int) -> Path:
        """The path of something in it."""
        return (*self.path, *steps)

    def written(self, name: str) -> Iterator[tuple[Path, Any]]:
        """What a property is, in every branch that it may be in; nothing where it is absent."""
        for path, raw, _ in self.branches(name):
            yield path, raw

    def branches(self, name: str) -> Iterator[tuple[Path, Any, Truths]]:
        """That, and what conditions come out as there."""
        if name in self.body:
            yield from _branches(self.body[name], self.at(name), self.known)

    def items(self, name: str) -> Iterator[tuple[Path, Any]]:
        """What is in a list, in every branch."""
        for path, raw, known in self.branches(name):
            for at, item in enumerate(raw) if isinstance(raw, list) else ():
                yield from ((inner, each) for inner, each, _ in _branches(item, (*path, at), known))

    def parts(self, name: str) -> Iterator[Part]:
        """The mappings of a property: itself, or those of a list, in every branch."""
        for path, raw, known in self.branches(name):
            yield from _mappings(raw, path, known)


class Launched(NamedTuple):
    """A service, task set, event target or schedule.

    tasks: the ids of its task definitions, several where a condition chooses; none if they are elsewhere.
    on_fargate: it says so already.
    """

    kind: str
    part: Part
    tasks: tuple[str, ...]
    on_fargate: bool = False

    @property
    def task(self) -> str:
        """The first of its task definitions; "" if they are elsewhere."""
        return next(iter(self.tasks), "")


class Sometimes(NamedTuple):
    """What the conditions of the template put on Fargate, and when: in words."""

    launched: Launched
    when: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Template:
    """A template and what of it is to be on Fargate.

    tasks, launched: those that are changed. standing, on_fargate: those that are on Fargate already; sometimes: by the
    conditions of the template. either: what is on one or the other, by a parameter. staying: what a blocker keeps.
    together: what stays because another one stays, what they share, and that one.
    """

    text: str
    document: Document
    tasks: tuple[Part, ...] = ()
    launched: tuple[Launched, ...] = ()
    standing: tuple[Part, ...] = ()
    on_fargate: tuple[Launched, ...] = ()
    either: tuple[Launched, ...] = ()
    sometimes: tuple[Sometimes, ...] = ()
    staying: tuple[str, ...] = ()
    together: tuple[tuple[Launched, str, str], ...] = ()
    found: dict[Callable[[Template], Any], Any] = field(default_factory=dict)

    @cached_property
    def views(self) -> tuple[Document, ...]:
        """The template under each set of values that its conditions ask for."""
        return scenarios(self.document)

    @property
    def services(self) -> tuple[Launched, ...]:
        """The services among what is launched, and task sets, which are services half."""
        return tuple(each for each in self.launched if each.kind in ("service", "task set"))

    @property
    def scheduled(self) -> tuple[Launched, ...]:
        """What launches tasks by the clock or for an event."""
        return tuple(each for each in self.launched if each.kind in ("event", "schedule"))

    def value(self, raw: Any) -> Any:
        """What a raw value comes to, by the defaults."""
        return self.document.value(raw)

    def text_of(self, raw: Any) -> str:
        """A known text or number as text; "" of anything else."""
        known = self.document.value(raw)
        return str(known) if isinstance(known, (str, int, float)) else ""

    def resources(self, kind: str) -> Iterator[Part]:
        """Every resource of a type, under whatever condition."""
        for id, body in self.document.values.resources.items():
            if isinstance(body, dict) and body.get("Type") == kind:
                properties = body.get("Properties")
                found = properties if isinstance(properties, dict) else {}
                yield Part(("Resources", id, "Properties"), found, self.known(id))

    def where(self, id: str) -> tuple[Document, ...]:
        """The views in which a resource is there; all of them, if it is in none."""
        kind = str(self.document.values.resources[id].get("Type"))
        return tuple(view for view in self.views if id in view.resources(kind)) or self.views

    def known(self, id: str) -> Truths:
        """What conditions come out as wherever a resource is there, which has one itself."""
        if not self.condition(id) or not self._complete:
            return {}
        condition = str(self.condition(id)["Condition"])
        if condition not in self._truths:
            self._truths[condition] = self._under(id)
        return self._truths[condition]

    @cached_property
    def _complete(self) -> bool:
        return is_complete(self.document)

    @cached_property
    def _truths(self) -> dict[str, Truths]:
        return {}

    def _under(self, id: str) -> Truths:
        views = self.where(id)
        return {
            name: truth
            for name in self.document.body.get("Conditions", {})
            if (truth := views[0].values.truth(name)) is not None
            and all(view.values.truth(name) is truth for view in views)
        }

    def values(self, part: Part, name: str) -> list[Any]:
        """What a property comes to, wherever its resource is there."""
        return [view.value(part.body.get(name)) for view in self.where(part.id)]

    def has(self, part: Part, name: str) -> bool:
        """Whether there is anything at a property, under some condition."""
        return any(value not in (None, []) for value in self.values(part, name))

    def listed(self, part: Part, name: str) -> list[list[Any]]:
        """What is in a list, wherever its resource is there; a single value as a list of one."""
        found = []
        for view in self.where(part.id):
            known = view.value(part.body.get(name))
            several = isinstance(known, list)
            found.append([each for _, each in view.entries(known)] if several else [known])
        return found

    def refers(self, raw: Any) -> str:
        """The resource of this template that a value is of, under any condition; "" if none is known."""
        return _refers(self.views, raw)

    def containers(self, task: Part) -> Iterator[Part]:
        """The containers of a task, in every branch that it may be in; not those that a function puts there."""
        for each in task.parts("ContainerDefinitions"):
            if not _is_function(each.body):
                yield each

    def hides_containers(self, task: Part) -> bool:
        """Whether a function that nobody here carries out makes containers of a task."""
        hidden = any(_is_function(each.body) for each in task.parts("ContainerDefinitions"))
        return hidden or UNKNOWN in self.values(task, "ContainerDefinitions")

    def every_container(self) -> Iterator[Part]:
        """The containers of all tasks that are, or will be, on Fargate."""
        for task in (*self.tasks, *self.standing):
            yield from self.containers(task)

    def every_volume(self) -> Iterator[Part]:
        """The volumes of all tasks that are, or will be, on Fargate."""
        for task in (*self.tasks, *self.standing):
            yield from task.parts("Volumes")

    def task(self, id: str) -> Part | None:
        """One of the tasks that are changed."""
        return next((each for each in self.tasks if each.id == id), None)

    def tasks_of(self, launched: Launched) -> list[Part]:
        """Those of the tasks that are changed that something launches."""
        return [each for each in self.tasks if each.id in launched.tasks]

    def once(self, make: Callable[[Template], T]) -> T:
        """What `make` finds in the template, found once."""
        if make not in self.found:
            self.found[make] = make(self)
        kept: T = self.found[make]
        return kept

    def condition(self, id: str) -> Mapping[str, Any]:
        """The condition of a resource, as another one has it too; nothing if there is none."""
        resource = self.document.values.resources.get(id)
        if isinstance(resource, dict) and "Condition" in resource:
            return {"Condition": resource["Condition"]}
        return {}

    def name(self, wanted: str, of: str = "") -> str:
        """A logical id that nothing has; the same again for the same. of: tells apart what wants the same one."""
        if (wanted, of) not in self._names:
            body = self.document.body
            sections = ("Resources", "Parameters", "Conditions", "Mappings")
            taken = {each for section in sections for each in body.get(section) or {}}
            self._names[wanted, of] = free(wanted[:_LONGEST], {*taken, *self._names.values()})
        return self._names[wanted, of]

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        return {}


def free(wanted: str, taken: Collection[str]) -> str:
    """A name that is not taken: the one that is wanted, or that with a number."""
    numbered = itertools.chain((wanted,), (f"{wanted}{number}" for number in itertools.count(2)))
    return next(each for each in numbered if each not in taken)


def _is_function(body: Raw) -> bool:
    return any(str(key).startswith(("Fn::", "Ref")) for key in body)


def branches(raw: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """A value, or what the conditions around it make of it; nothing where it is absent."""
    for inner, each, _ in _branches(raw, path, {}):
        yield inner, each


def _branches(raw: Any, path: Path, known: Truths) -> Iterator[tuple[Path, Any, Truths]]:
    if isinstance(raw, dict) and len(raw) == 1:
        chosen = raw.get("Fn::If")
        if isinstance(chosen, list) and len(chosen) == 3:
            name = chosen[0] if isinstance(chosen[0], str) else ""
            for at, truth in ((1, True), (2, False)):
                if known.get(name) is not (not truth):
                    inside = {**known, name: truth}
                    yield from _branches(chosen[at], (*path, "Fn::If", at), inside)
            return
        if raw.get("Ref") == "AWS::NoValue":
            return
    yield path, raw, known


def _mappings(raw: Any, path: Path, known: Truths) -> Iterator[Part]:
    if isinstance(raw, list):
        for at, item in enumerate(raw):
            for inner, each, truths in _branches(item, (*path, at), known):
                if isinstance(each, dict):
                    yield Part(inner, each, truths)
    elif isinstance(raw, dict):
        yield Part(path, raw, known)


def _refers(views: tuple[Document, ...], raw: Any) -> str:
    for view in views:
        known = view.value(raw)
        if isinstance(known, Reference) and not known.stack:
            return known.to
    return ""
