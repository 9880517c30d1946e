"""What a rule cannot ask for, and neither a template nor a rule of ours would show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bbfd.build.address import each
from bbfd.build.routes import Route, ruled
from bbfd.model.http import Match
from bbfd.model.stack import Refusal

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HttpHeaderConditionConfig.html
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}")
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_QueryStringKeyValuePair.html
_LONGEST = 128
_ANY = 'write "*" for any, or a pattern'


def unmatched(match: Match, field: str) -> Iterator[Refusal]:
    """Methods, headers and parameters that no request has."""
    if match.methods == "":
        yield Refusal(
            what="a method without a name", fix='write one as "GET"', field=f"{field}.methods"
        )
    yield from unfit_headers(match.headers, f"{field}.headers")
    yield from _queries(match, f"{field}.queries")


def unfit_headers(headers: Mapping[str, str | tuple[str, ...]], field: str) -> Iterator[Refusal]:
    """Names that no header has, and values that none can have."""
    for name, values in headers.items():
        if not _HEADER.fullmatch(name):
            yield Refusal(
                what=f"{name!r} cannot be the name of a header",
                fix="write its name without a colon, of at most 40 characters; patterns are for its values",
                field=field,
            )
        if name.lower() == "host":
            yield Refusal(
                what="the header Host is asked for by its own condition alone",
                fix='write host="NAME.{domain}"',
                field=field,
            )
        yield from _patterns(f"the header {name}", values, field)


def _queries(match: Match, field: str) -> Iterator[Refusal]:
    for name, values in match.queries.items():
        if "=" in name:
            key, _, value = name.partition("=")
            yield Refusal(
                what=f"{name!r} cannot be the name of a parameter: it ends at the =",
                fix=f"write queries={{{key!r}: {value!r}}}",
                field=field,
            )
        if len(name) > _LONGEST:
            yield _long("the name of a parameter", len(name), field)
        yield from _patterns(f"the parameter {name}".rstrip(), values, field)


def _patterns(what: str, values: str | tuple[str, ...], field: str) -> Iterator[Refusal]:
    for pattern in each(values):
        if not pattern:
            yield Refusal(
                what=f"of {what} nothing is asked for: its pattern is empty", fix=_ANY, field=field
            )
        if len(pattern) > _LONGEST:
            yield _long(f"a pattern of {what}", len(pattern), field)


def _long(what: str, length: int, field: str) -> Refusal:
    return Refusal(
        what=f"{what} has {length} characters",
        fix=f"shorten it to {_LONGEST}; * stands for any of them",
        field=field,
    )


def in_vain(route: Route, match: Match, field: str) -> Iterator[Refusal]:
    """`public` where nobody would have to sign in anyhow, or where it is said that one must."""
    if not match.public:
        return
    signed = match.sign_in is not None and match is not route.http
    if signed or not _is_signed(route, match):
        what = (
            "it is public, and yet one signs in"
            if signed
            else "nobody signs in there, public or not"
        )
        fix = "remove public= or sign_in=" if signed else "remove public="
        yield Refusal(what=what, fix=fix, field=f"{field}.public")


def _is_signed(route: Route, match: Match) -> bool:
    """Whether the way asks for a sign-in that this is an exception from, and something else is not."""
    if route.http.sign_in is None or not match.forwards:
        return False
    others = (other for other, _ in ruled(route) if other is not match)
    return any(other.forwards and not other.public for other in others)
