"""LifecyclePolicyText of a repository: JSON that ECR takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bbfd.rules._rule import Found
from bbfd.rules._shapes import Check, Row, Subject, of, rows

_DOC = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html"
_AT = ("LifecyclePolicy", "LifecyclePolicyText")
_FAILURE = "Lifecycle policy validation failure"
_SINCE = ("sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned")


def _text(repository: Subject) -> str:
    value = repository.value(*_AT)
    return value if isinstance(value, str) else ""


def _no_json(repository: Subject) -> Iterator[Found]:
    text = _text(repository)
    if text and _rules(text) is None:
        yield repository.wrong("it is no JSON", *_AT)


def _rules(text: str) -> list[dict[str, Any]] | None:
    """The rules in it; None if it is no JSON."""
    try:
        given = json.loads(text)
    except ValueError:
        return None
    listed = given.get("rules") if isinstance(given, dict) else None
    return [rule for rule in listed if isinstance(rule, dict)] if isinstance(listed, list) else []


def _every(wrong: Any) -> Check:
    def check(repository: Subject) -> Iterator[Found]:
        for index, rule in enumerate(_rules(_text(repository)) or (), 1):
            said = wrong(rule)
            if said:
                yield repository.wrong(f"rule {index}: {said}", *_AT)

    return check


def _priorities(repository: Subject) -> Iterator[Found]:
    seen = set()
    for rule in _rules(_text(repository)) or ():
        priority = str(rule.get("rulePriority"))
        if priority in seen:
            yield repository.wrong(f"two rules have priority {priority}", *_AT)
        seen.add(priority)


def _part(rule: dict[str, Any], name: str) -> dict[str, Any]:
    found = rule.get(name)
    return found if isinstance(found, dict) else {}


def _untold(rule: dict[str, Any]) -> str:
    selection = _part(rule, "selection")
    tagged = selection.get("tagStatus") == "tagged"
    lists = selection.get("tagPrefixList") or selection.get("tagPatternList")
    return "it says neither tagPrefixList nor tagPatternList" if tagged and not lists else ""


def _unit(rule: dict[str, Any]) -> str:
    selection = _part(rule, "selection")
    kind = selection.get("countType")
    if kind in _SINCE and not selection.get("countUnit"):
        return f"{kind} has no countUnit"
    counted = kind == "imageCountMoreThan" and "countUnit" in selection
    return f"countUnit is set, and {kind} counts images" if counted else ""


def _action(rule: dict[str, Any]) -> str:
    action = _part(rule, "action")
    kind, storage = action.get("type"), action.get("targetStorageClass")
    if kind == "expire" or (kind == "transition" and storage == "archive"):
        return ""
    return f"its action is {kind}"


_TAGGED = '"tagStatus": "tagged", "tagPrefixList": ["v"]'
_COUNT = '"countType": "imageCountMoreThan", "countNumber": 20'
_RULE = (
    f'{{"rulePriority": 1, "selection": {{{_TAGGED}, {_COUNT}}}, "action": {{"type": "expire"}}}}'
)
_OTHER = (
    '{"rulePriority": 2, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", '
    '"countUnit": "days", "countNumber": 7}, "action": {"type": "expire"}}'
)
_RIGHT = f"""\
Resources:
  Images:
    Type: AWS::ECR::Repository
    Properties:
      LifecyclePolicy:
        LifecyclePolicyText: '{{"rules": [{_RULE}, {_OTHER}]}}'
"""

RULES = rows(
    of("AWS::ECR::Repository"),
    Row(
        "ECR-LIFECYCLE-JSON",
        "a lifecycle policy is JSON",
        _no_json,
        'write JSON, with {"rules": [...]}',
        _DOC,
        _RIGHT.replace('{"rules": [', "{rules: ["),
        _RIGHT,
        "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation "
        "failure: string is not valid JSON'",
    ),
    Row(
        "ECR-LIFECYCLE-PRIORITY",
        "each rule of a lifecycle policy has a priority of its own",
        _priorities,
        "give one of them another rulePriority",
        _DOC,
        _RIGHT.replace('"rulePriority": 2', '"rulePriority": 1'),
        _RIGHT,
        f"{_FAILURE}: Duplicate priority in multiple rules",
    ),
    Row(
        "ECR-LIFECYCLE-TAGS",
        "a rule for tagged images says which tags",
        _every(_untold),
        "add tagPrefixList or tagPatternList, or use tagStatus any",
        _DOC,
        _RIGHT.replace(', "tagPrefixList": ["v"]', ""),
        _RIGHT,
        f"{_FAILURE}: Must specify tagPrefixList or tagPatternList",
    ),
    Row(
        "ECR-LIFECYCLE-COUNT-UNIT",
        "days are counted in days, images in images",
        _every(_unit),
        'add "countUnit": "days" to sinceImagePushed, and remove it from imageCountMoreThan',
        _DOC,
        _RIGHT.replace('"countNumber": 20', '"countNumber": 20, "countUnit": "days"'),
        _RIGHT,
    ),
    Row(
        "ECR-LIFECYCLE-ACTION",
        "a rule of a lifecycle policy expires images",
        _every(_action),
        'write "action": {"type": "expire"}',
        _DOC,
        _RIGHT.replace('"type": "expire"}}, ', '"type": "delete"}}, '),
        _RIGHT,
    ),
)
