"""What is migrated: the tasks and what launches them, with every form that a condition gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from bbfd.rules._subjects import Launch, launchers
from bbfd.template.document import Document, Path
from bbfd.template.scenarios import scenarios
from bbfd.template.values import UNKNOWN, Reference

Raw = Mapping[str, Any]
TASK = "AWS::ECS::TaskDefinition"
T = TypeVar("T")
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


class Part(NamedTuple):
    """A mapping of the template at its path, as it is written."""

    path: Path
    body: Raw

    @property
    def id(self) -> str:
        """The logical id of the resource that it stands in."""
        return str(self.path[1])

    def at(self, *steps: str | int) -> Path:
        """The path of something in it."""
        return (*self.path, *steps)

    def written(self, name: str) -> Iterator[tuple[Path, Any]]:
        """What a property is, in every branch of the conditions around it; nothing where it is absent."""
        if name in self.body:
            yield from branches(self.body[name], self.at(name))

    def parts(self, name: str) -> Iterator[Part]:
        """The mappings of a property: itself, or those of a list, in every branch."""
        for path, raw in self.written(name):
            yield from _mappings(raw, path)


class Launched(NamedTuple):
    """A service, task set, event target or schedule.

    task: the id of its task definition, "" if that is elsewhere. on_fargate: it says so already.
    """

    kind: str
    part: Part
    task: str
    on_fargate: bool = False


class Sometimes(NamedTuple):
    """What the conditions of the template put on Fargate, and when: in words."""

    launched: Launched
    when: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Template:
    """A template and what of it is to be on Fargate.

    tasks, launched: those that are changed. standing, on_fargate: those that are on Fargate already; sometimes: by the
    conditions of the template. either: what is on one or the other, by a parameter. staying: what a blocker keeps.
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
        yield from _resources(self.document, kind)

    def refers(self, raw: Any) -> str:
        """The resource of this template that a value is of, under any condition; "" if none is known."""
        return _refers(self.views, raw)

    def containers(self, task: Part) -> Iterator[Part]:
        """The containers of a task, in every branch."""
        return task.parts("ContainerDefinitions")

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

    def name(self, wanted: str) -> str:
        """A logical id that nothing has."""
        names = {*self.document.values.resources, *self.document.values.parameters}
        numbered = (wanted, *(f"{wanted}{number}" for number in range(2, 500)))
        return next(each for each in numbered if each not in names)


def branches(raw: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """A value, or what the conditions around it make of it; nothing where it is absent."""
    if isinstance(raw, dict) and len(raw) == 1:
        chosen = raw.get("Fn::If")
        if isinstance(chosen, list) and len(chosen) == 3:
            for at in (1, 2):
                yield from branches(chosen[at], (*path, "Fn::If", at))
            return
        if raw.get("Ref") == "AWS::NoValue":
            return
    yield path, raw


def _mappings(raw: Any, path: Path) -> Iterator[Part]:
    if isinstance(raw, list):
        for at, item in enumerate(raw):
            for inner, each in branches(item, (*path, at)):
                if isinstance(each, dict):
                    yield Part(inner, each)
    elif isinstance(raw, dict):
        yield Part(path, raw)


def _resources(document: Document, kind: str) -> Iterator[Part]:
    for id, body in document.values.resources.items():
        if isinstance(body, dict) and body.get("Type") == kind:
            properties = body.get("Properties")
            found = properties if isinstance(properties, dict) else {}
            yield Part(("Resources", id, "Properties"), found)


def _refers(views: tuple[Document, ...], raw: Any) -> str:
    for view in views:
        known = view.value(raw)
        if isinstance(known, Reference) and not known.stack:
            return known.to
    return ""


class _Seen(NamedTuple):
    """Something that launches tasks, and what on, in each of the views that it is in."""

    launched: Launched
    on: Mapping[int, Launch]


def template(text: str, document: Document, staying: frozenset[str] = frozenset()) -> Template:
    """A template with what of it is to be migrated. staying: ids of what a blocker keeps on EC2."""
    whole = Template(text=text, document=document)
    seen = _seen(whole)
    tasks = {part.id: part for part in whole.resources(TASK)}
    moves = [each for each in seen if _moves(whole, each, seen, tasks)]
    stays = _staying(moves, staying)
    going = [each.launched for each in moves if each.launched.part.id not in stays]
    moved = {
        id: part
        for id, part in tasks.items()
        if id not in stays and _task_moves(whole, part, seen, going)
    }
    half = [e.launched for e in seen if e.launched.task in moved and e.launched not in going]
    half = [each for each in half if each.part.id not in stays]
    return Template(
        text=text,
        document=document,
        tasks=tuple(moved.values()),
        launched=tuple(e.launched for e in seen if e.launched in (*going, *half)),
        standing=tuple(p for p in tasks.values() if p.id not in moved and _stands(whole, p, seen)),
        on_fargate=tuple(
            e.launched for e in seen if e.launched.on_fargate and e.launched not in half
        ),
        sometimes=tuple(_sometimes(whole, seen)),
        either=tuple(e.launched for e in seen if _either(e)),
        staying=tuple(sorted(stays)),
    )


def _seen(whole: Template) -> list[_Seen]:
    found: dict[tuple[str, Path], tuple[Launched, dict[int, Launch]]] = {}
    for number, view in enumerate(whole.views):
        for each in launchers(view):
            path = view.written(each.path)[0]
            launched = Launched(each.kind, Part(path, each.body), each.task)
            _, on = found.setdefault((each.kind, path), (launched, {}))
            on[number] = each.launch
    return [
        _Seen(launched._replace(on_fargate=Launch.FARGATE in on.values()), on)
        for launched, on in found.values()
    ]


def _moves(whole: Template, seen: _Seen, others: list[_Seen], tasks: Mapping[str, Part]) -> bool:
    """Whether it launches on EC2 and is meant to be on Fargate: not so if another stands in for it there."""
    if Launch.FARGATE in seen.on.values() or _either(seen):
        return False
    if any(_instead(seen, other) for other in others):
        return False
    body, task = seen.launched.part.body, tasks.get(seen.launched.task)
    if _is_started_by_others(whole, body):
        return False
    if "LaunchType" in body or "CapacityProviderStrategy" in body:
        return True
    if Launch.EC2 in seen.on.values():
        return True
    return not _made_for_fargate(whole, body, task)


def _is_started_by_others(whole: Template, body: Raw) -> bool:
    """Whether its tasks are those of task sets, which say what they run on."""
    controller = whole.value(body.get("DeploymentController"))
    return isinstance(controller, dict) and whole.value(controller.get("Type")) == "EXTERNAL"


def _either(seen: _Seen) -> bool:
    """Whether a parameter that nobody knows decides."""
    body = seen.launched.part.body
    said = body.get("LaunchType", body.get("CapacityProviderStrategy"))
    return said is not None and set(seen.on.values()) == {Launch.UNKNOWN}


def _sometimes(whole: Template, seen: list[_Seen]) -> Iterator[Sometimes]:
    for each in seen:
        there = [number for number, on in each.on.items() if on is Launch.FARGATE]
        if there and len(there) < len(whole.views):
            known = whole.views[there[0]].assumed.parameters
            words = [f"{name} is {v}" for name, v in known.items() if isinstance(v, (str, int))]
            yield Sometimes(each.launched, " and ".join(words) or "a condition holds")


def _instead(seen: _Seen, other: _Seen) -> bool:
    """Whether the other runs on Fargate exactly where this one is not there."""
    there = {number for number, launch in other.on.items() if launch is Launch.FARGATE}
    return bool(there) and not there & set(seen.on)


def _made_for_fargate(whole: Template, body: Raw, task: Part | None) -> bool:
    """Whether what does not say what it runs on has what only Fargate has."""
    network = whole.value(body.get("NetworkConfiguration"))
    inner = network.get("AwsvpcConfiguration") if isinstance(network, dict) else None
    address = whole.value(inner.get("AssignPublicIp")) if isinstance(inner, dict) else None
    if "PlatformVersion" in body or address == "ENABLED":
        return True
    return task is not None and _says_fargate(whole, task) and _fits(whole, task)


def _says_fargate(whole: Template, task: Part) -> bool:
    for view in whole.views:
        said = view.value(task.body.get("RequiresCompatibilities"))
        if said is UNKNOWN:
            return True
        listed = [each for _, each in view.entries(said)] if isinstance(said, list) else [said]
        if "FARGATE" in [each for each in listed if isinstance(each, str)]:
            return True
    return False


def _fits(whole: Template, task: Part) -> bool:
    """Whether it has, under some condition, what every task on Fargate has."""
    for view in whole.views:
        mode = view.value(task.body.get("NetworkMode"))
        sizes = [view.value(task.body.get(name)) for name in ("Cpu", "Memory")]
        if (mode is UNKNOWN or mode == "awsvpc") and not any(size is None for size in sizes):
            return True
    return False


def _task_moves(whole: Template, task: Part, seen: list[_Seen], going: list[Launched]) -> bool:
    if any(each.task == task.id for each in going):
        return True
    own = [each for each in seen if each.launched.task == task.id]
    if any(Launch.FARGATE in each.on.values() for each in own):
        return not _fits(whole, task)
    if own:
        return False
    said = "RequiresCompatibilities" in task.body
    return not _fits(whole, task) or (said and not _says_fargate(whole, task))


def _stands(whole: Template, task: Part, seen: list[_Seen]) -> bool:
    own = [each for each in seen if each.launched.task == task.id]
    on_fargate = any(Launch.FARGATE in each.on.values() for each in own)
    return on_fargate or (not own and _says_fargate(whole, task))


def _staying(moves: list[_Seen], staying: frozenset[str]) -> frozenset[str]:
    """What stays, with what launches it, and the tasks that nothing else launches."""
    kept = {
        each.launched.part.id
        for each in moves
        if each.launched.part.id in staying or each.launched.task in staying
    }
    left = {each.launched.task for each in moves if each.launched.part.id not in kept}
    tasks = {e.launched.task for e in moves if e.launched.part.id in kept} - left - {""}
    return frozenset({*staying, *kept, *tasks})
