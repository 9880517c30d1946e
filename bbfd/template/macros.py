"""What CloudFormation will write into a template before it reads it: macros, includes, loops.

Nobody here sees the result. What a rule finds in such a template holds only if none of them changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.template.document import Document

# Transforms of AWS that leave resources of other types than their own as they are.
_HARMLESS = (
    "AWS::CodeDeployBlueGreen",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-",
    "AWS::Serverless-",
    "AWS::ServiceCatalog",
)


def unseen(document: Document) -> str:
    """What may change the template before it is read, in words; "" if nothing does."""
    return document.once(_unseen)


def _unseen(document: Document) -> str:
    found = (*_named(document.body.get("Transform")), *_within(document.body))
    return " and ".join(dict.fromkeys(found))


def _named(raw: Any) -> Iterator[str]:
    for each in raw if isinstance(raw, list) else [raw]:
        name = each.get("Name") if isinstance(each, dict) else each
        if name is not None and not str(name).startswith(_HARMLESS):
            yield f"the macro {name}"


def _within(body: Any) -> Iterator[str]:
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield from (word for key in node if (word := _word(str(key))))
            waiting += node.values()


def _word(key: str) -> str:
    return key if key == "Fn::Transform" else "Fn::ForEach" * key.startswith("Fn::ForEach::")
