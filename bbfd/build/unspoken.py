"""Words that a load balancer does not know, where neither a template nor a rule would show it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.model.http import Http
from bbfd.model.stack import Refusal

_VERSIONS = ("HTTP1", "HTTP2", "GRPC")
_ALGORITHMS = ("round_robin", "least_outstanding_requests", "weighted_random")
# What a cookie may be called: https://datatracker.ietf.org/doc/html/rfc6265#section-4.1.1
COOKIE = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CODES = re.compile(r"\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*")


def unspoken(http: Http, field: str) -> Iterator[Refusal]:
    """What is said of a way in words that are none."""
    yield from not_one_of(http.version, _VERSIONS, f"{field}.version")
    if http.algorithm is not None:
        yield from not_one_of(http.algorithm, _ALGORITHMS, f"{field}.algorithm")
    codes = http.health.codes
    if http.version == "GRPC" and codes is not None and not _CODES.fullmatch(codes):
        yield Refusal(
            what=f"{codes!r} are no codes of gRPC",
            fix='write 0 to 99, as "0", "0,12" or "0-5"',
            field=f"{field}.health.codes",
        )


def not_one_of(said: str, words: tuple[str, ...], field: str) -> Iterator[Refusal]:
    """A word that is not among those that there are."""
    if said not in words:
        yield Refusal(what=f"{said!r} is none", fix=f"write one of {', '.join(words)}", field=field)
