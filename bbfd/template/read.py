"""Text -> Document. Everything that can be wrong with a file is a DocumentError with its place and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bbfd.errors import DocumentError, Place
from bbfd.template.document import Document, Path
from bbfd.template.remarks import remarks

if TYPE_CHECKING:
    from bbfd.template.growing import Grown, Spot

# CloudFormation's own limit, for a template in a bucket.
LARGEST = 1_048_576
# What else is written in YAML and JSON, by a key of it.
_TASK = "this is a task definition: write it as the Properties of an AWS::ECS::TaskDefinition"
# How JSON begins.
_QUOTED = re.compile(r'\s*\{\s*"')
_OTHERS = {
    "services": "this is a compose file: name a CloudFormation template",
    "containerDefinitions": _TASK,
    "taskDefinition": _TASK,
    "apiVersion": "this is for Kubernetes: name a CloudFormation template",
}


def read(text: str, name: str) -> Document:
    """A template as YAML or JSON, short forms turned into long ones; `name` is the file, for places.

    Raises DocumentError: not well-formed, a key twice, too large or too deep, or not a template.
    """
    text = text.removeprefix("\ufeff")
    _measure(text, name)
    grown, is_json = _grow(text, name)
    _expect_template(grown, name)

    def place(path: Path) -> Place:
        spot = _nearest(grown.spot, path)
        return Place(name, spot.line, spot.column)

    said = () if is_json else remarks(text)
    return Document(name=name, body=grown.value, where=place, remarks=said)


def _grow(text: str, name: str) -> tuple[Grown, bool]:
    """What grows from a text, and whether it is JSON. Braces are YAML's, too."""
    from bbfd.template import yaml_text

    if not text.lstrip().startswith("{"):
        return yaml_text.grow(text, name), False
    from bbfd.template import json_text

    try:
        well_formed = json_text.well_formed(text, name)
    except DocumentError as error:
        refused = error
    else:
        return json_text.grow(well_formed, name), True
    if name.endswith(".json") or not json_text.may_be_yaml(text):
        raise refused
    try:
        return yaml_text.grow(text, name), False
    except DocumentError:
        if _QUOTED.match(text) and not name.endswith((".yaml", ".yml")):
            raise refused from None
        raise


def _measure(text: str, name: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line = text[: error.start].count("\n") + 1
        raise DocumentError(
            "not a Unicode text", fix="save the file as UTF-8", place=Place(name, line)
        ) from None
    if size > LARGEST:
        fix = "CloudFormation takes at most 1 MB: split it into several stacks"
        raise DocumentError("a template of more than 1 MB", fix=fix, place=Place(name))


def _expect_template(grown: Grown, name: str) -> None:
    body: Any = grown.value
    if not isinstance(body, dict):
        raise DocumentError(
            "not a template: not a mapping", fix="start with `Resources:`", place=Place(name)
        )
    for section in ("Resources", "Parameters", "Mappings", "Conditions", "Outputs"):
        if section in body and not isinstance(body[section], dict):
            spot = grown.spot.inside[section]
            raise DocumentError(
                f"not a template: {section} is not a mapping",
                fix=f"write {section} as `Name: {{...}}` entries",
                place=Place(name, spot.line, spot.column),
            )
    if not body.get("Resources"):
        fix = next((_OTHERS[key] for key in _OTHERS if key in body), "add a Resources section")
        raise DocumentError("not a template: no Resources", fix=fix, place=Place(name))


def _nearest(spot: Spot, path: Path) -> Spot:
    """The node at the path, or the innermost one above it that is written down."""
    for step in path:
        if step not in spot.inside:
            break
        spot = spot.inside[step]
    return spot
