"""What of a template moves to Fargate, what is there already, and what stays on EC2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bbfd.migrate._subjects import TASK, Launched, Part, Raw, Sometimes, Template
from bbfd.rules._subjects import Launch, launchers
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN


class _Seen(NamedTuple):
    """Something that launches tasks, and what on, in each of the views that it is in; by: which task there."""

    launched: Launched
    on: Mapping[int, Launch]
    by: Mapping[int, str]

    def launches(self, task: str) -> set[Launch]:
        """What it launches a task on."""
        return {launch for view, launch in self.on.items() if self.by[view] == task}


def template(text: str, document: Document, staying: frozenset[str] = frozenset()) -> Template:
    """A template with what of it is to be migrated. staying: ids of what a blocker keeps on EC2."""
    whole = Template(text=text, document=document)
    seen = _seen(whole)
    tasks = {part.id: part for part in whole.resources(TASK)}
    moves = [each for each in seen if _moves(whole, each, seen, tasks)]
    stays = _staying(whole, moves, staying)
    going = [each.launched for each in moves if each.launched.part.id not in stays]
    moved = {
        id: part
        for id, part in tasks.items()
        if id not in stays and _task_moves(whole, part, seen, going)
    }
    half = [e.launched for e in seen if not moved.keys().isdisjoint(e.launched.tasks)]
    half = [each for each in half if each not in going and each.part.id not in stays]
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
        either=tuple(e.launched for e in seen if _either(e) and e.launched not in half),
        staying=tuple(sorted(stays)),
        together=tuple(_together(whole, moves, staying)),
    )


def _seen(whole: Template) -> list[_Seen]:
    found: dict[tuple[str, Path], tuple[Part, dict[int, Launch], dict[int, str]]] = {}
    for number, view in enumerate(whole.views):
        for each in launchers(view):
            path = view.written(each.path)[0]
            part = Part(path, each.body, whole.known(str(path[1])))
            _, on, by = found.setdefault((each.kind, path), (part, {}, {}))
            on[number], by[number] = each.launch, each.task
    return [
        _Seen(Launched(kind, part, _each(by), on_fargate=Launch.FARGATE in on.values()), on, by)
        for (kind, _), (part, on, by) in found.items()
    ]


def _each(by: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, by.values())))


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
    for view in whole.where(task.id):
        said = view.value(task.body.get("RequiresCompatibilities"))
        if said is UNKNOWN:
            return True
        listed = [each for _, each in view.entries(said)] if isinstance(said, list) else [said]
        if "FARGATE" in [each for each in listed if isinstance(each, str)]:
            return True
    return False


def _fits(whole: Template, task: Part) -> bool:
    """Whether it has, under some condition, what every task on Fargate has."""
    for view in whole.where(task.id):
        mode = view.value(task.body.get("NetworkMode"))
        sizes = [view.value(task.body.get(name)) for name in ("Cpu", "Memory")]
        if (mode is UNKNOWN or mode == "awsvpc") and not any(size is None for size in sizes):
            return True
    return False


def _task_moves(whole: Template, task: Part, seen: list[_Seen], going: list[Launched]) -> bool:
    if any(task.id in each.tasks for each in going):
        return True
    own = [each.launches(task.id) for each in seen if task.id in each.launched.tasks]
    if any(Launch.FARGATE in each for each in own):
        return not _fits(whole, task)
    if own:
        return False
    said = "RequiresCompatibilities" in task.body
    return not _fits(whole, task) or (said and not _says_fargate(whole, task))


def _stands(whole: Template, task: Part, seen: list[_Seen]) -> bool:
    own = [each.launches(task.id) for each in seen if task.id in each.launched.tasks]
    on_fargate = any(Launch.FARGATE in each for each in own)
    return on_fargate or (not own and _says_fargate(whole, task))


def _staying(whole: Template, moves: list[_Seen], staying: frozenset[str]) -> frozenset[str]:
    """What stays, with what it has, and what else has that: it is for one or the other."""
    stays, before = set(staying), -1
    while len(stays) > before:
        before = len(stays)
        for each in (seen.launched for seen in moves):
            has = {each.part.id, *_has(whole, each)}
            stays |= set() if stays.isdisjoint(has) else has
    return frozenset(stays)


def _has(whole: Template, each: Launched) -> Iterator[str]:
    """The task definitions and target groups of something."""
    yield from each.tasks
    for part in each.part.parts("LoadBalancers"):
        groups = (whole.refers(raw) for _, raw in part.written("TargetGroupArn"))
        yield from filter(None, groups)


def _together(
    whole: Template, moves: list[_Seen], staying: frozenset[str]
) -> Iterator[tuple[Launched, str, str]]:
    """What stays only because something else stays: that, what they share, and the other."""
    kept: dict[str, str] = {}
    for each in (seen.launched for seen in moves):
        if not staying.isdisjoint({each.part.id, *each.tasks}):
            kept |= {thing: each.part.id for thing in _has(whole, each) if thing not in kept}
    for each in (seen.launched for seen in moves):
        if staying.isdisjoint({each.part.id, *each.tasks}):
            thing = next((thing for thing in _has(whole, each) if thing in kept), "")
            if thing:
                yield each, thing, kept[thing]
