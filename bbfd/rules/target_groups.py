"""The health check of a target group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bbfd.rules._bounds import REFUSED, number
from bbfd.rules._examples import WEB
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.template.document import Document, Path

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference"
_KIND = "AWS::ElasticLoadBalancingV2::TargetGroup"
_TIME = "TG-HC-TIMEOUT-INTERVAL"
_PATH = "TG-HC-PATH-FORMAT"
_CODES = "TG-MATCHER-RANGE"
_CODE = re.compile(r"[0-9]{3}(-[0-9]{3})?(,[0-9]{3}(-[0-9]{3})?)*")
_ASKED = re.compile(r"/[!-~]*")
_INTERVAL, _TIMEOUT = 30, 5  # what they are for HTTP and HTTPS where nothing is said
_HTTP = ("HTTP", "HTTPS")


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for logical_id, body in document.resources(_KIND).items():
        if document.value(body.get("Protocol")) in _HTTP:
            path = ("Resources", logical_id, "Properties")
            yield from _times(document, path, body)
            yield from _path(document, path, body)
            yield from _codes(document, path, body)


def _times(document: Document, path: Path, body: Mapping[str, Any]) -> Iterator[tuple[str, Found]]:
    interval = number(document.value(body.get("HealthCheckIntervalSeconds", _INTERVAL)))
    timeout = number(document.value(body.get("HealthCheckTimeoutSeconds", _TIMEOUT)))
    if interval is not None and timeout is not None and timeout >= interval:
        what = f"the time-out is {timeout} s, and the interval {interval} s"
        said = f"Health check timeout '{timeout}' must be smaller than the interval '{interval}'"
        yield _TIME, Found((*path, "HealthCheckTimeoutSeconds"), what, aws=said)


def _path(document: Document, path: Path, body: Mapping[str, Any]) -> Iterator[tuple[str, Found]]:
    asked = document.value(body.get("HealthCheckPath"))
    if isinstance(asked, str) and not _ASKED.fullmatch(asked):
        said = f"Health check path '{asked}' must begin with a '/' character (wording unverified)"
        said = REFUSED if asked.startswith("/") else said
        yield _PATH, Found((*path, "HealthCheckPath"), f"the path is {asked!r}", aws=said)


def _codes(document: Document, path: Path, body: Mapping[str, Any]) -> Iterator[tuple[str, Found]]:
    matcher = document.value(body.get("Matcher"))
    codes = document.value(matcher.get("HttpCode")) if isinstance(matcher, dict) else None
    if isinstance(codes, (str, int)) and not _are_codes(str(codes)):
        said = f"Health check matcher HTTP code '{codes}' must be within '200-499' inclusive"
        yield _CODES, Found((*path, "Matcher", "HttpCode"), f"the codes are {codes!r}", aws=said)


def _are_codes(text: str) -> bool:
    if not _CODE.fullmatch(text):
        return False
    return all(200 <= int(code) <= 499 for code in re.findall("[0-9]{3}", text))


_GROUP = "VpcId: !Ref Vpc}"


def _with(said: str) -> str:
    return WEB.replace(_GROUP, f"VpcId: !Ref Vpc, {said}}}")


_look_for = together(_find)
RULES = (
    Rule(
        id=_TIME,
        title="a health check times out before the next one begins",
        level=Level.ERROR,
        aws_error="Health check timeout '30' must be smaller than the interval '30'",
        fix="lower HealthCheckTimeoutSeconds, or raise HealthCheckIntervalSeconds",
        doc=f"{_API}/API_CreateTargetGroup.html",
        wrong=_with("HealthCheckTimeoutSeconds: 30"),
        right=_with("HealthCheckTimeoutSeconds: 29"),
        look=_look_for(_TIME),
    ),
    Rule(
        id=_PATH,
        title="a health check asks for a path from the root",
        level=Level.WARNING,
        aws_error="Health check path 'healthz' must begin with a '/' character (wording unverified)",
        fix="write a path such as /healthz, without spaces",
        doc=f"{_API}/API_CreateTargetGroup.html",
        wrong=_with("HealthCheckPath: healthz"),
        right=_with("HealthCheckPath: /healthz"),
        look=_look_for(_PATH),
    ),
    Rule(
        id=_CODES,
        title="a health check waits for codes that a task can answer with",
        level=Level.ERROR,
        aws_error="Health check matcher HTTP code '599' must be within '200-499' inclusive",
        fix="write codes of 200 to 499, as 200, 200-299 or 200,404",
        doc=f"{_API}/API_Matcher.html",
        wrong=_with("Matcher: {HttpCode: 200-599}"),
        right=_with("Matcher: {HttpCode: '200-299,404'}"),
        look=_look_for(_CODES),
    ),
)
