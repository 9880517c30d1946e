"""What CloudFormation takes of a template as a whole: its size, its exports, its tags."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.template.document import Document

_CLOUD = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide"
_SIZE, _EXPORT = "CFN-TEMPLATE-SIZE", "CFN-OUTPUT-EXPORT-DUPLICATE"
_MANY, _RESERVED = "TAGS-MAX", "TAGS-AWS-PREFIX"
_DIRECT, _UPLOADED = 51_200, 1_048_576


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    yield from _size(document)
    yield from _exports(document)
    for name, resource in document.values.resources.items():
        properties = resource.get("Properties") if isinstance(resource, dict) else None
        if isinstance(properties, dict) and "Tags" in properties:
            yield from _tags(document, name, properties["Tags"])


def _size(document: Document) -> Iterator[tuple[str, Found]]:
    """The least that it can be written in. A stack of ours is uploaded when it is large."""
    if document.region or not _may_be_large(document.body):
        return
    size = len(json.dumps(document.body, separators=(",", ":"), default=str).encode())
    if size > _DIRECT:
        what = f"it has {size} bytes, without any space"
        yield _SIZE, Found(("Resources",), what, level=Level.ERROR if size > _UPLOADED else None)


def _may_be_large(body: Mapping[str, Any]) -> bool:
    resources = body.get("Resources")
    return isinstance(resources, dict) and len(resources) > 20


def _exports(document: Document) -> Iterator[tuple[str, Found]]:
    seen: dict[str, str] = {}
    outputs = document.body.get("Outputs")
    for name, output in outputs.items() if isinstance(outputs, dict) else ():
        export = output.get("Export") if isinstance(output, dict) else None
        if not isinstance(export, dict) or "Condition" in output:
            continue
        first = seen.setdefault(repr(export.get("Name")), name)
        if first != name:
            path = ("Outputs", name, "Export", "Name")
            yield _EXPORT, Found(path, f"it is that of {first} too")


def _tags(document: Document, name: str, raw: Any) -> Iterator[tuple[str, Found]]:
    tags = document.entries(raw)
    path = ("Resources", name, "Properties", "Tags")
    if len(tags) > 50:
        yield _MANY, Found(path, f"there are {len(tags)}")
    for index, tag in tags:
        key = document.value(tag.get("Key")) if isinstance(tag, dict) else None
        if isinstance(key, str) and key.lower().startswith("aws:"):
            yield _RESERVED, Found((*path, index, "Key"), f"the key is {key}")


def _tagged(*keys: str) -> str:
    tags = ", ".join(f"{{Key: '{key}', Value: a}}" for key in keys)
    return f"Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {{Tags: [{tags}]}}\n"


_EXPORTED = """\
Resources:
  Topic:
    Type: AWS::SNS::Topic
Outputs:
  Arn: {Value: !Ref Topic, Export: {Name: topic}}
  Name: {Value: !GetAtt Topic.TopicName, Export: {Name: @}}
"""


def _topics(count: int) -> str:
    return "Description: topics\nResources:\n" + "".join(
        f"  Topic{index}: {{Type: 'AWS::SNS::Topic', Properties: {{DisplayName: '{'a' * 60}'}}}}\n"
        for index in range(count)
    )


_look_for = together(_find)


def _rule(id: str, title: str, error: str, fix: str, page: str, examples: tuple[str, str]) -> Rule:
    return Rule(
        id=id,
        title=title,
        level=Level.ERROR if id in (_MANY, _RESERVED) else Level.WARNING,
        aws_error=error,
        fix=fix,
        doc=f"{_CLOUD}/{page}",
        wrong=examples[0],
        right=examples[1],
        look=_look_for(id),
        also=("E3024",) if id == _RESERVED else (),
    )


RULES = (
    _rule(
        _SIZE,
        "a template that is sent directly has at most 51,200 bytes",
        "1 validation error detected: Value '...' at 'templateBody' failed to satisfy constraint: Member must have "
        "length less than or equal to 51200",
        "upload it to S3 and give its TemplateURL (at most 1 MB), or split it",
        "cloudformation-limits.html",
        (_topics(500), _topics(300)),
    ),
    _rule(
        _EXPORT,
        "each export has a name of its own",
        "Template validation error: Output with name 'x' already exported (duplicate export names)",
        "give one of them another name",
        "outputs-section-structure.html",
        (_EXPORTED.replace("@", "topic"), _EXPORTED.replace("@", "topic-name")),
    ),
    _rule(
        _MANY,
        "a resource has at most fifty tags",
        "More than 50 tags specified.",
        "keep fifty, counted with those of the stack",
        "aws-properties-resource-tags.html",
        (
            _tagged(*(f"k{index}" for index in range(51))),
            _tagged(*(f"k{index}" for index in range(50))),
        ),
    ),
    _rule(
        _RESERVED,
        "keys of tags that begin with aws: are AWS's own",
        "aws: prefixed tag key names are not allowed for external use.",
        "use a key that does not begin with aws:",
        "aws-properties-resource-tags.html",
        (_tagged("aws:team"), _tagged("team")),
    ),
)
