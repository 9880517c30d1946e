"""Conditions of listener rules: which there are, how many, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any, Final

from bbfd.rules._examples import WEB
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, each_of, listed, needs, of, rows
from bbfd.rules._written import where_written

_DOCS = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_DOC = f"{_DOCS}/APIReference/API_RuleCondition.html"
# Field -> what says its values.
_CONFIGS: Final = {
    "host-header": "HostHeaderConfig",
    "path-pattern": "PathPatternConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}
_NAMES: Final = frozenset(_CONFIGS.values())
_ONCE = ("host-header", "path-pattern", "http-request-method", "source-ip")
_MOST = 5
_SEVERAL = "A rule can only have '5' condition values and regex values"


def _values(condition: Subject) -> list[Any]:
    """All values, those of regular expressions too."""
    found: list[Any] = []
    for owner in (condition, *_configs(condition)):
        for name in ("Values", "RegexValues"):
            if name in owner.body:
                found += [value for _, value in owner.entries(name)]
    return found


def _configs(condition: Subject) -> Iterator[Subject]:
    for name in condition.body:
        config = condition.below(name) if name in _NAMES else None
        if config is not None:
            yield config


def _too_many(rule: Subject) -> Iterator[Found]:
    counts = [len(_values(condition)) for condition in rule.each("Conditions")]
    if sum(counts) > _MOST and all(count <= _MOST for count in counts):
        yield rule.wrong(f"its conditions have {sum(counts)} values", "Conditions")


def _too_many_in_one(condition: Subject) -> Iterator[Found]:
    count = len(_values(condition))
    if count > _MOST:
        yield condition.wrong(f"it has {count} values")


def _twice(rule: Subject) -> Iterator[Found]:
    seen = set()
    for condition in rule.each("Conditions"):
        field = condition.value("Field")
        if field in _ONCE and field in seen:
            aws = f"A rule can only have one '{field}' condition"
            yield condition.wrong(f"there are two for {field}", "Field", aws=aws)
        seen.add(field if isinstance(field, str) else None)


def _unfit(condition: Subject) -> Iterator[Found]:
    field = condition.value("Field")
    own = _CONFIGS.get(field) if isinstance(field, str) else None
    if own is None:
        return
    others = [each for each in condition.body if each in _NAMES - {own} and condition.has(each)]
    if others:
        yield condition.wrong(
            f"Field is {field}, and there is {others[0]}", others[0], fix=f"use {own}"
        )
    elif field not in ("host-header", "path-pattern") and condition.lacks(own):
        aws = f"A '{own}' must be specified with '{field}'"
        yield condition.wrong(
            f"Field is {field}, and there is no {own}", own, fix=f"add {own}", aws=aws
        )


@where_written("Values")
def _both(condition: Subject) -> Iterator[Found]:
    config = _CONFIGS.get(str(condition.value("Field")))
    if config and condition.has("Values") and condition.has(config):
        yield condition.wrong(f"Values and {config} are both set", "Values")


@where_written("HttpRequestMethodConfig")
def _methods(condition: Subject) -> Iterator[Found]:
    for index, method in condition.entries("HttpRequestMethodConfig", "Values"):
        if isinstance(method, str) and not re.fullmatch(r"[A-Z_-]{1,40}", method):
            yield condition.wrong(
                f"the method is {method!r}", "HttpRequestMethodConfig", "Values", index
            )


@where_written("SourceIpConfig")
def _addresses(condition: Subject) -> Iterator[Found]:
    for index, block in condition.entries("SourceIpConfig", "Values"):
        if isinstance(block, str) and not _is_block(block):
            yield condition.wrong(f"the block is {block!r}", "SourceIpConfig", "Values", index)


def _is_block(text: str) -> bool:
    if "/" not in text:
        return False
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


_CONDITION = "{Field: path-pattern, PathPatternConfig: {Values: [/api/*]}}"
_HOSTED = "{Field: host-header, HostHeaderConfig: {Values: [@]}}"
_PATHED = "{Field: path-pattern, PathPatternConfig: {Values: [@]}}"


def _when(*conditions: str) -> str:
    return WEB.replace(f"        - {_CONDITION}\n", "".join(f"        - {c}\n" for c in conditions))


_NONE = WEB.replace(f"      Conditions:\n        - {_CONDITION}\n", "      Conditions: []\n")
_METHOD = "{Field: http-request-method, HttpRequestMethodConfig: {Values: [@]}}"
_SOURCE = "{Field: source-ip, SourceIpConfig: {Values: [@]}}"
_HEADER = "{Field: http-header, HttpHeaderConfig: {HttpHeaderName: X-A, Values: [a]}}"

_RULES = of("AWS::ElasticLoadBalancingV2::ListenerRule")
RULES = (
    *rows(
        _RULES,
        Row(
            "RULE-VALUES-MAX",
            "a rule matches at most five values",
            _too_many,
            "make two rules of it: all conditions together have five values",
            f"{_DOCS}/application/listener-update-rules.html",
            _when(
                _PATHED.replace("@", "/a, /b, /c"),
                _HOSTED.replace("@", "a.example.com, b.example.com, c.example.com"),
            ),
            _when(
                _PATHED.replace("@", "/a, /b, /c"),
                _HOSTED.replace("@", "a.example.com, b.example.com"),
            ),
            _SEVERAL,
        ),
        Row(
            "RULE-CONDITIONS-EMPTY",
            "a rule has a condition",
            needs("Conditions"),
            "add a condition; what matches everything is the listener's default action",
            f"{_DOCS}/APIReference/API_CreateRule.html",
            _NONE,
            WEB,
            "A rule must have at least one condition (wording unverified)",
        ),
        Row(
            "RULE-CONDITION-DUPLICATE",
            "a rule has one condition for hosts, one for paths, one for methods, one for addresses",
            _twice,
            "put the values into one condition: any of them matches",
            _DOC,
            _when(_PATHED.replace("@", "/a"), _PATHED.replace("@", "/b")),
            _when(_PATHED.replace("@", "/a, /b")),
            "A rule can only have one 'path-pattern' condition",
        ),
    ),
    *rows(
        each_of(_RULES, "Conditions"),
        Row(
            "RULE-VALUES-MAX-SINGLE",
            "a condition matches at most five values",
            _too_many_in_one,
            "make two rules of it, or use * in a value",
            f"{_DOCS}/application/listener-update-rules.html",
            _when(_PATHED.replace("@", "/a, /b, /c, /d, /e, /f")),
            _when(_PATHED.replace("@", "/a, /b, /c, /d, /e")),
            _SEVERAL,
            also=("E3032",),
        ),
        Row(
            "RULE-CONDITION-FIELD",
            "a condition is about something that a request has",
            listed("Field", of=tuple(_CONFIGS)),
            f"use one of {', '.join(_CONFIGS)}",
            _DOC,
            _when("{Field: path, Values: [/api]}"),
            _when("{Field: path-pattern, Values: [/api]}"),
            "Condition field 'path' must be one of '[path-pattern, host-header, ...]'",
            Level.WARNING,
        ),
        Row(
            "RULE-CONDITION-CONFIG",
            "a condition says its values where its field has them",
            _unfit,
            "use the configuration that belongs to Field",
            _DOC,
            _when("{Field: http-header, Values: [a]}"),
            _when(_HEADER),
            "A 'HttpHeaderConfig' must be specified with 'http-header'",
        ),
        Row(
            "RULE-VALUES-AND-CONFIG",
            "a condition says its values once",
            _both,
            "remove Values",
            _DOC,
            _when(_PATHED.replace("@", "/a").replace("{Field", "{Values: [/b], Field")),
            _when(_PATHED.replace("@", "/a, /b")),
            "You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'",
            Level.WARNING,
        ),
        Row(
            "RULE-METHOD-CASE",
            "a method is written in capitals",
            _methods,
            "write GET, POST",
            _DOC,
            _when(_METHOD.replace("@", "get")),
            _when(_METHOD.replace("@", "GET")),
            "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and underscore",
        ),
        Row(
            "RULE-SOURCE-IP",
            "where a request comes from is a block of addresses",
            _addresses,
            "write a block with its length, as 10.0.0.0/8 or 192.0.2.1/32",
            _DOC,
            _when(_SOURCE.replace("@", "192.0.2.1")),
            _when(_SOURCE.replace("@", "192.0.2.1/32")),
        ),
    ),
)
