"""What refers to other resources, and where: in properties, DependsOn, metadata and outputs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from bbfd.migrate._subjects import Template
from bbfd.rules._references import names_in
from bbfd.template.document import Path

_NAMING = ("Ref", "Fn::GetAtt", "Fn::Sub")
# What other steps take out of services and event targets: their references are gone with it.
_TAKEN = ("Role", "CapacityProviderStrategy", "PlacementConstraints", "PlacementStrategies")


class Mentioning(NamedTuple):
    """A resource or output, in words, the first place where it refers to something, and all that it refers to."""

    who: str
    path: Path
    names: tuple[str, ...]


def mentioning(template: Template, wanted: Collection[str]) -> Iterator[Mentioning]:
    """What refers to one of these resources, and is none of them itself, once the template is migrated."""
    taken = {each.part.at(name) for each in template.launched for name in _TAKEN}
    outputs = template.document.body.get("Outputs")
    sections = (
        ("Resources", template.document.values.resources, ""),
        ("Outputs", outputs, "the output "),
    )
    for section, things, word in sections:
        for id, body in things.items() if isinstance(things, dict) else ():
            if word or id not in wanted:
                found = [
                    each for each in _mentions(body, (section, id), taken) if each[0] in wanted
                ]
                if found:
                    names = tuple(dict.fromkeys(name for name, _ in found))
                    yield Mentioning(f"{word}{id}", found[0][1], names)


def _mentions(raw: Any, path: Path, taken: Collection[Path]) -> Iterator[tuple[str, Path]]:
    """Every name that something refers to, and where; DependsOn names without any function."""
    if path in taken:
        return
    if path[2:] == ("DependsOn",):
        yield from ((str(name), path) for name in (raw if isinstance(raw, list) else [raw]))
    elif isinstance(raw, dict) and len(raw) == 1 and next(iter(raw)) in _NAMING:
        yield from ((name, path) for name in sorted(names_in(raw)))
    elif isinstance(raw, (dict, list)):
        inside = raw.items() if isinstance(raw, dict) else enumerate(raw)
        for key, each in inside:
            yield from _mentions(each, (*path, key), taken)
