"""What `--json` prints is made of, as JSON Schema: `schema.json`, beside this file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

_HEAD = """\
# `--json`

`bbfd deploy`, `apply`, `rollback`, `watch`, `continue`, `cancel`, `recover`, `stop`, `start`, `scale`, `restart`,
`prune` and `delete`, those of them that `bbfd env` has, `env up` and `env reap`, with `--json` print one JSON object a
line on standard output, and nothing else there; words for people go to standard
error. The last object is `run`, once, however it ends: also refused, declined, locked out, or stopped by Ctrl-C.
Before it, each stack that came to an end has its `outcome`; what stopped a run before anything was changed stands in
the `outcomes` of `run` alone. No object is printed where the call or a definition is wrong, where findings stop it,
or where the account could not be checked: the exit code tells. Read `event` to know which object it is, leave out
those that you do not know, and go by the exit code: it is also in `run`. Every object carries the `schema` that it
follows: a new field is no new version of it.

`bbfd logs --json` prints `log` objects alone. `bbfd run --json` prints `log` objects as they come, with `note` and
`heartbeat` between them, and `task` at the end.

`bbfd push --json` prints an `image` for each image, once it is there. `bbfd release --json` and `bbfd promote --json`
print these, then for each environment what `deploy` prints, up to its own `run`, and a `stage` behind that. A
registry that has to be made first has a `run` of its own.

`bbfd status --watch --json` prints a `status` a line, as often as one changes.

[`bbfd/report/schema.json`](../bbfd/report/schema.json) is the JSON Schema (2020-12) of one line, and below `answers` of
what the commands print that look; this page is made from it.

## Whole answers

A command that looks prints all that it found, once, as one record or one list. Here too a new field is no new version,
and the exit code tells whether all is well.
"""


def schema() -> dict[str, Any]:
    """The JSON Schema of one object that is printed as it goes; those of whole answers below `answers`, by command."""
    text = resources.files("bbfd.report").joinpath("schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def page() -> str:
    """The schema as a page to read, in markdown."""
    whole = schema()
    return "\n".join((_HEAD, *_answers(whole["answers"]), *_sections(whole)))


def _answers(answers: Mapping[str, Any]) -> Iterator[str]:
    yield "| command, with `--json` | what it prints |"
    yield "|---|---|"
    for command, about in answers.items():
        yield f"| `{command}` | {_type(about)} |"
    yield ""


def _sections(whole: Mapping[str, Any]) -> Iterator[str]:
    events = [_name(one["$ref"]) for one in whole["oneOf"]]
    for name, definition in whole["$defs"].items():
        yield f"## {name}{'' if name in events else ' (within others)'}\n"
        yield f"{definition['description']}\n"
        yield "| field | type | meaning |"
        yield "|---|---|---|"
        for field, about in definition["properties"].items():
            yield f"| `{field}` | {_type(about)} | {about.get('description', '')} |"
        yield ""


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _type(about: Mapping[str, Any]) -> str:
    if "$ref" in about:
        return f"[{_name(about['$ref'])}](#{_name(about['$ref'])}-within-others)"
    if "const" in about or "enum" in about:
        values = about.get("enum", [about.get("const")])
        return ", ".join(f"`{value}`" for value in values)
    if "oneOf" in about:
        return " or ".join(map(_type, about["oneOf"]))
    if about["type"] == "array":
        return f"list of {_type(about['items'])}"
    if about["type"] == "object":
        return _mapping(about)
    return " or ".join([about["type"]] if isinstance(about["type"], str) else about["type"])


def _mapping(about: Mapping[str, Any]) -> str:
    if "additionalProperties" not in about:
        return "object"
    if "properties" in about:
        return f"object of {', '.join(f'`{name}`' for name in about['properties'])}"
    return f"name -> {_type(about['additionalProperties'])}"
