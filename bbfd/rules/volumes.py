"""Volumes of a task, and where its containers see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.rules._examples import TASK
from bbfd.rules._rule import Found, Level, Rule, doubtful, together
from bbfd.rules._subjects import Task, mappings, tasks
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_UNKNOWN = "MOUNT-UNKNOWN-VOLUME"
_PATH = "MOUNT-DUPLICATE-PATH"
_TWICE = "VOLUME-DUPLICATE"
_NAME = "VOLUME-NAME-FORMAT"
_PLACE = "MOUNT-PATH-FORMAT"
_NAMES = r"[A-Za-z0-9_-]{1,255}"
_ABSOLUTE = r"(/|[A-Za-z]:[\\/])[^\x00-\x1f:]*"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        if "Volumes" in task.body:
            yield from _volumes(document, task)
        if any("MountPoints" in container.body for container in task.containers):
            yield from _mounts(document, task)


def _volumes(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    seen: set[str] = set()
    for path, body in mappings(document, task.path, task.body, "Volumes"):
        name = document.value(body.get("Name"))
        if not isinstance(name, str):
            continue
        if name in seen:
            yield _TWICE, Found((*path, "Name"), f"there are two volumes called {name}")
        elif not re.fullmatch(_NAMES, name):
            yield _NAME, Found((*path, "Name"), f"the name is {name!r}")
        seen.add(name)


def _mounts(document: Document, task: Task) -> Iterator[tuple[str, Found]]:
    known = _known_volumes(document, task)
    for container in task.containers:
        seen: set[str] = set()
        for path, body in mappings(document, container.path, container.body, "MountPoints"):
            volume = document.value(body.get("SourceVolume"))
            if known is not None and isinstance(volume, str) and volume not in known:
                what = f"there is no volume called {volume}"
                said = f"Unknown volume '{volume}'."
                yield _UNKNOWN, Found((*path, "SourceVolume"), what, aws=said)
            where = document.value(body.get("ContainerPath"))
            if not isinstance(where, str):
                continue
            if where in seen:
                what = f"two volumes are mounted at {where}"
                yield _PATH, Found((*path, "ContainerPath"), what)
            elif not re.fullmatch(_ABSOLUTE, where) or where == "/":
                yield _PLACE, Found((*path, "ContainerPath"), f"the path is {where!r}")
            seen.add(where)


def _known_volumes(document: Document, task: Task) -> set[str] | None:
    """The names of all volumes; None if one is not known."""
    raw = document.value(task.body.get("Volumes"))
    if raw is UNKNOWN:
        return None
    names = [
        document.value(each.get("Name")) if isinstance(each, dict) else UNKNOWN
        for _, each in document.entries(raw)
    ]
    return {str(n) for n in names} if all(isinstance(n, str) for n in names) else None


_MOUNTED = (
    TASK.replace("      ContainerDefinitions:\n", "      Volumes: @\n      ContainerDefinitions:\n")
    + "          MountPoints: %\n"
)


def _example(
    *mounts: tuple[str, str], volumes: str = "[{Name: data}, {Name: other, Host: {}}]"
) -> str:
    said = (f"{{SourceVolume: '{volume}', ContainerPath: '{path}'}}" for volume, path in mounts)
    return _MOUNTED.replace("@", volumes).replace("%", f"[{', '.join(said)}]")


_look_for = together(_find)


def _rule(
    id: str,
    title: str,
    error: str,
    fix: str,
    wrong: str,
    *also: str,
) -> Rule:
    return Rule(
        id=id,
        title=title,
        level=Level.ERROR,
        aws_error=error,
        fix=fix,
        doc=_DOC,
        wrong=wrong,
        right=_example(("data", "/data"), ("other", "/other")),
        look=_look_for(id),
        also=also,
    )


_REFUSED = "(400 Bad Request; its wording is not known)"
RULES = (
    _rule(
        _UNKNOWN,
        "a mounted volume is one of the task's",
        "Unknown volume 'data'.",
        "declare it in Volumes of the task",
        _example(("nothing", "/data")),
    ),
    doubtful(
        _rule(
            _PATH,
            "a container sees one volume at a path",
            _REFUSED,
            "mount one of the two elsewhere",
            _example(("data", "/data"), ("other", "/data")),
            "F3037",
            "E3037",
        ),
    ),
    _rule(
        _TWICE,
        "volumes of a task have names of their own",
        _REFUSED,
        "give one of the two another name",
        _example(("data", "/data"), volumes="[{Name: data}, {Name: data, Host: {}}]"),
        "F3037",
        "E3037",
    ),
    _rule(
        _NAME,
        "a volume's name is letters, digits, - and _",
        _REFUSED,
        "write 1 to 255 letters, digits, hyphens and underscores",
        _example(volumes="[{Name: 'my data'}]"),
    ),
    _rule(
        _PLACE,
        "a volume is mounted at a path from the root, and not in its place",
        "CannotCreateContainerError: invalid mount config: mount path must be absolute",
        "write a path such as /data",
        _example(("data", "data")),
    ),
)
