"""Links: the containers of a task share one network interface, and find each other on localhost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.migrate._step import Change, Drop, Note, Put, Step
from bbfd.migrate._subjects import Part, Template
from bbfd.template.document import Path

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_network"


def _look(template: Template) -> Iterator[Change | Note]:
    for task in template.tasks:
        hosts = _hosts(template, task)
        for container in template.containers(task):
            if template.has(container, "Links"):
                yield _change(template, container, hosts)
            else:
                yield from _by_hostname(container, hosts)


def _hosts(template: Template, task: Part) -> set[str]:
    """The names that the containers of a task give themselves."""
    names = (template.text_of(each.body.get("Hostname")) for each in template.containers(task))
    return {name for name in names if name}


def _by_hostname(container: Part, hosts: set[str]) -> Iterator[Change]:
    values = tuple(_values(container, sorted(hosts)))
    if values:
        yield Change(
            path=container.at("Environment"),
            what=f"in its environment {', '.join(sorted(hosts))} became localhost",
            why="a Hostname is not known on Fargate; the containers of a task share one network interface",
            edits=values,
            avoids="none: the container would look for a name that nobody has",
        )


def _change(template: Template, container: Part, hosts: set[str]) -> Change:
    names = sorted(_names(template, container) | hosts)
    values = tuple(_values(container, names))
    also = f"; in its environment {', '.join(names)} became localhost" if values else ""
    return Change(
        path=container.at("Links"),
        what=f"Links is removed{also}",
        why=(
            "the containers of a task share its network interface: each finds the others on "
            "localhost, at their ports; what names a link in the image, in a command or in "
            "another template has to say localhost too"
        ),
        edits=(Drop(container.at("Links")), *values),
        avoids="Links are not supported when networkMode=awsvpc.",
    )


def _names(template: Template, container: Part) -> set[str]:
    """What a linked container is called: by its name, and by the alias behind the colon."""
    found: set[str] = set()
    for _, raw in container.written("Links"):
        for _, link in template.document.entries(raw):
            found.update(template.text_of(link).split(":"))
    return found - {""}


def _values(container: Part, names: list[str]) -> Iterator[Put]:
    """The values of the environment in which a link is the host."""
    for variable in container.parts("Environment"):
        for path, raw in variable.written("Value"):
            yield from _value(raw, path, names)


def _value(raw: object, path: Path, names: list[str]) -> Iterator[Put]:
    """What becomes of a text, of that of a Sub, or of those of a Join."""
    for inner, text, before, after in _texts(raw, path):
        local = localised(text, names, before, after)
        if local != text:
            yield Put(inner, local)


def _texts(raw: object, path: Path) -> Iterator[tuple[Path, str, str, str]]:
    """A path and its text, and what stands before and behind that."""
    if isinstance(raw, str):
        yield path, raw, "", ""
    ((name, inner),) = raw.items() if isinstance(raw, dict) and len(raw) == 1 else [("", None)]
    if name == "Fn::Sub":
        several = isinstance(inner, list) and bool(inner)
        text = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(text, str):
            yield (*path, name, 0) if several else (*path, name), text, "", ""
    elif name == "Fn::Join" and isinstance(inner, list) and len(inner) == 2:
        yield from _joined(inner[0], inner[1], (*path, name, 1))


def _joined(between: object, pieces: object, path: Path) -> Iterator[tuple[Path, str, str, str]]:
    if not isinstance(between, str) or not isinstance(pieces, list):
        return
    known = [each if isinstance(each, str) else "${}" for each in pieces]
    for at, each in enumerate(pieces):
        if isinstance(each, str):
            before, after = between.join([*known[:at], ""]), between.join(["", *known[at + 1 :]])
            yield (*path, at), each, before, after


def localised(text: str, names: list[str], before: str = "", after: str = "") -> str:
    """A text with localhost in place of the names, where one is the host: alone, after `//` or `@`, before a port.

    before, after: what stands around it.
    """
    every = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    if not every:
        return text
    host = re.compile(rf"(?:(?<=//)|(?<=@)|(?<=,)|^)(?:{every})(?=$|[:/,?])(?!:[^\d$])")
    start, end = len(before), len(before) + len(text)
    parts, last = [], 0
    for found in host.finditer(before + text + after):
        if start <= found.start() and found.end() <= end:
            parts += [text[last : found.start() - start], "localhost"]
            last = found.end() - start
    return "".join([*parts, text[last:]])


STEP = Step(title="containers find each other on localhost", doc=_DOC, look=_look)
