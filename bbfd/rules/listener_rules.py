"""Rules of one listener, also those of several stacks: each priority once, and none hidden behind another."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bbfd.rules._examples import WEB
from bbfd.rules._rule import Between, Found, Level, Rule, nothing
from bbfd.rules._subjects import mappings, part
from bbfd.rules._wildcards import covers, stem, stems_of
from bbfd.template.document import Document, Path
from bbfd.template.values import Reference

_KIND = "AWS::ElasticLoadBalancingV2::ListenerRule"
_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html"
_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"
_LAST = 50000
_CONFIGS = {"host-header": "HostHeaderConfig", "path-pattern": "PathPatternConfig"}

# Field (and name of a header) -> the patterns it may match; without a field anything matches.
Conditions = Mapping[str, tuple[str, ...]]


class _Entry(NamedTuple):
    """A rule of a known listener with a known priority. conditions: None if some of it is not known."""

    document: Document
    id: str
    path: Path
    listener: Hashable
    priority: int
    conditions: Conditions | None


def _entries(document: Document) -> tuple[_Entry, ...]:
    return document.once(_ordered)


def _ordered(document: Document) -> tuple[_Entry, ...]:
    return tuple(
        entry
        for logical_id, body in document.resources(_KIND).items()
        if (entry := _entry(document, logical_id, body)) is not None
    )


def _entry(document: Document, logical_id: str, body: Mapping[str, Any]) -> _Entry | None:
    listener = _listener(document, body.get("ListenerArn"))
    priority = str(document.value(body.get("Priority")))
    if listener is None or not priority.isdigit() or int(priority) > _LAST:
        return None  # one that AWS refuses hides nothing
    path = ("Resources", logical_id, "Properties")
    return _Entry(
        document, logical_id, path, listener, int(priority), _conditions(document, path, body)
    )


def _listener(document: Document, raw: Any) -> Hashable:
    """What names the listener in every document; None if that cannot be known."""
    value = document.value(raw)
    if isinstance(value, str):
        return value
    if isinstance(value, Reference):
        return (value.stack, value.to) if value.stack else (id(document.body), value.to)
    return (id(document.body), repr(raw)) if isinstance(raw, dict) else None


def _conditions(document: Document, path: Path, body: Mapping[str, Any]) -> Conditions | None:
    found: dict[str, tuple[str, ...]] = {}
    for _, condition in mappings(document, path, body, "Conditions"):
        field = document.value(condition.get("Field"))
        values = _values(document, field, condition)
        if values is None or field in found:
            return None
        found[field] = values
    return found or None


def _values(document: Document, field: Any, condition: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The patterns; None for what is not known, and for conditions on headers, methods and addresses."""
    if not isinstance(field, str) or field not in _CONFIGS:
        return None
    raw = condition.get("Values")
    if raw is None:
        raw = part(document, condition, _CONFIGS[field], "Values")
    values = [value for _, value in document.entries(raw)]
    if not values or not all(isinstance(value, str) for value in values):
        return None
    return tuple(value.lower() if field == "host-header" else value for value in values)


def _twice(documents: Sequence[Document]) -> Iterator[Between]:
    seen: dict[tuple[Hashable, int], _Entry] = {}
    for document in documents:
        for entry in _entries(document):
            first = seen.setdefault((entry.listener, entry.priority), entry)
            if first is not entry and not _exclude(first, entry):
                detail = f"priority {entry.priority} is that of {_named(first, entry)} too"
                said = f"Priority '{entry.priority}' is currently in use"
                found = Found((*entry.path, "Priority"), detail, aws=said)
                yield Between(document, first.document, found)


def _exclude(first: _Entry, entry: _Entry) -> bool:
    """The same rule, seen twice in one document."""
    return first.document is entry.document and first.id == entry.id


def _hidden(documents: Sequence[Document]) -> Iterator[Between]:
    by_listener: dict[Hashable, list[_Entry]] = {}
    for document in documents:
        for entry in _entries(document):
            if entry.conditions is not None:
                by_listener.setdefault(entry.listener, []).append(entry)
    for entries in by_listener.values():
        if len(entries) > 1:
            yield from _hidden_in(sorted(entries, key=lambda entry: entry.priority))


def _hidden_in(entries: Sequence[_Entry]) -> Iterator[Between]:
    """Every rule that one before it leaves nothing; looked up by how patterns begin, not pair by pair."""
    before: dict[tuple[str | None, str | None], list[_Entry]] = {}
    stems: dict[str, set[str]] = {"host-header": set(), "path-pattern": set()}
    for entry in entries:
        conditions = entry.conditions or {}
        hosts = stems_of(conditions.get("host-header"), stems["host-header"])
        paths = stems_of(conditions.get("path-pattern"), stems["path-pattern"])
        candidates = (c for host in hosts for path in paths for c in before.get((host, path), ()))
        hider = next(
            (c for c in candidates if c.priority < entry.priority and _hides(c, entry)), None
        )
        if hider is not None:
            yield _told(entry, hider)
        for host in conditions.get("host-header", (None,)):
            for path in conditions.get("path-pattern", (None,)):
                before.setdefault(
                    (_stem(host, stems["host-header"]), _stem(path, stems["path-pattern"])), []
                ).append(entry)


def _stem(pattern: str | None, known: set[str]) -> str | None:
    if pattern is None:
        return None
    known.add(stem(pattern))
    return stem(pattern)


def _hides(first: _Entry, entry: _Entry) -> bool:
    mine, theirs = entry.conditions or {}, first.conditions or {}
    return all(
        field in mine
        and all(any(covers(wide, narrow) for wide in values) for narrow in mine[field])
        for field, values in theirs.items()
    )


def _told(entry: _Entry, hider: _Entry) -> Between:
    detail = (
        f"{_named(hider, entry)} (priority {hider.priority}) takes every request that it matches"
    )
    fix = f"give it a priority below {hider.priority}, or change the conditions of one of them"
    return Between(entry.document, hider.document, Found((*entry.path, "Conditions"), detail, fix))


def _named(other: _Entry, entry: _Entry) -> str:
    return other.id if other.document is entry.document else f"{other.id} of {other.document.name}"


_SECOND = """\
  Second:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 20
      Conditions:
        - {Field: path-pattern, PathPatternConfig: {Values: [/shop/*]}}
      Actions:
        - {Type: forward, TargetGroupArn: !Ref Targets}
"""

RULES = (
    Rule(
        id="RULE-PRIORITY-DUPLICATE",
        title="each priority of a listener is used once",
        level=Level.ERROR,
        aws_error="Priority '10' is currently in use",
        fix="give one of the two rules another priority",
        doc=_API,
        wrong=WEB + _SECOND.replace("Priority: 20", "Priority: 10"),
        right=WEB + _SECOND,
        look=nothing,
        look_across=_twice,
    ),
    Rule(
        id="RULE-SHADOWED",
        title="no rule of a listener is hidden behind another",
        level=Level.ERROR,
        aws_error="none: AWS takes the first rule that matches, and this one never does",
        fix="give it a smaller priority than the rule that hides it, or change the conditions of one of them",
        doc=_GUIDE,
        wrong=WEB + _SECOND.replace("/shop/*", "/api/v1/*"),
        right=WEB + _SECOND,
        look=nothing,
        look_across=_hidden,
    ),
)
