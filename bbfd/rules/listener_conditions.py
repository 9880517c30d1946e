"""What a listener rule matches: hosts and paths that a request can have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.rules._examples import WEB
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import mappings
from bbfd.template.document import Document, Path

_DOC = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html"
_KIND = "AWS::ElasticLoadBalancingV2::ListenerRule"
_CONFIGS = {"host-header": "HostHeaderConfig", "path-pattern": "PathPatternConfig"}
_LONG = "RULE-VALUE-LENGTH"
_HOST = "RULE-HOST-FORMAT"
_PATH = "RULE-PATH-FORMAT"
_LONGEST = 128
_HOSTS = re.compile(r"[A-Za-z0-9*?.-]*\.[A-Za-z*?]+|\*")
_PATHS = re.compile(r"""[/*?][A-Za-z0-9_.$/~"'@:+&*?-]*""")


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for logical_id, body in document.resources(_KIND).items():
        path = ("Resources", logical_id, "Properties")
        for at, condition in mappings(document, path, body, "Conditions"):
            field = document.value(condition.get("Field"))
            if isinstance(field, str) and field in _CONFIGS:
                for where, text in _values(document, at, condition, _CONFIGS[field]):
                    yield from _wrong(field, where, text)


def _values(
    document: Document, at: Path, condition: Mapping[str, Any], config: str
) -> Iterator[tuple[Path, str]]:
    for index, value in document.entries(condition.get("Values")):
        if isinstance(value, str):
            yield (*at, "Values", index), value
    inner = document.value(condition.get(config))
    if isinstance(inner, dict):
        for index, value in document.entries(inner.get("Values")):
            if isinstance(value, str):
                yield (*at, config, "Values", index), value


def _wrong(field: str, where: Path, text: str) -> Iterator[tuple[str, Found]]:
    if len(text) > _LONGEST:
        yield _LONG, Found(where, f"{len(text)} characters")
    elif field == "host-header" and not _HOSTS.fullmatch(text):
        yield _HOST, Found(where, f"the host is {text!r}")
    elif field == "path-pattern" and not _PATHS.fullmatch(text):
        yield _PATH, Found(where, f"the path is {text!r}")


_HOSTED = WEB.replace(
    "{Field: path-pattern, PathPatternConfig: {Values: [/api/*]}}",
    "{Field: host-header, HostHeaderConfig: {Values: [api.example.com]}}",
)
_look_for = together(_find)
RULES = (
    Rule(
        id=_LONG,
        title="a host or path to match has at most 128 characters",
        level=Level.ERROR,
        aws_error="Condition value for 'path-pattern' cannot contain more than 128 characters",
        fix="shorten it to 128 characters; * stands for any of them",
        doc=_DOC,
        wrong=WEB.replace("/api/*", f"/{'a' * 128}"),
        right=WEB.replace("/api/*", f"/{'a' * 127}"),
        look=_look_for(_LONG),
    ),
    Rule(
        id=_HOST,
        title="a host to match is a domain name",
        level=Level.ERROR,
        aws_error="(400 Bad Request; its wording is not known)",
        fix="write a name with a dot, as api.example.com or *.example.com, without scheme, port and path",
        doc=_DOC,
        wrong=_HOSTED.replace("api.example.com", "'https://api.example.com'"),
        right=_HOSTED,
        look=_look_for(_HOST),
    ),
    Rule(
        id=_PATH,
        title="a path to match is one that a request can have",
        level=Level.ERROR,
        aws_error="(400 Bad Request; its wording is not known) or nothing: no request ever matches",
        fix="begin it with /; letters, digits and _-.$/~\"'@:+& are allowed, * and ? are wildcards",
        doc=_DOC,
        wrong=WEB.replace("/api/*", "'/my api'"),
        right=WEB.replace("/api/*", "/my-api"),
        look=_look_for(_PATH),
    ),
)
