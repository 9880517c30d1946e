"""Listener rule priorities, found offline: the more specific a rule, the earlier it is asked.

The numbers 1 to 50000 are cut into bands, one for each degree of being specific: first by host (a name, a
pattern, any), in it by path (exact, then the longest literal beginning, any path last). What else is asked of a
request (its method, a header, ...) brings a rule one band forward each, before those that ask for host and path
alone. A rule's slot in its band is a hash of its service and conditions, so that services do not have to know of one
another.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from bbfd.model.value import value

_WILD = "*?"
_LITERAL = 31  # longer beginnings than this count as equally long
_PATHS = _LITERAL + 3  # exact; beginnings of 31 down to 0 characters; any path
_WIDTH = 490  # 3 host ranks x 34 path ranks x 490 slots = 49980, within AWS's 50000
ANY_PATH = frozenset({"*", "/*"})


@value(kw_only=False)
class Band:
    """Priorities for rules that are equally specific, both ends included."""

    first: int
    last: int


def band(host: str | None, path: str, *, further: int = 0) -> Band:
    """The band of a rule for this host (None: any) and path pattern. further: how many things else it asks for."""
    rank = max(0, _host_rank(host) * _PATHS + _path_rank(path) - further)
    first = 1 + rank * _WIDTH
    return Band(first, first + _WIDTH - 1)


def band_of_any(hosts: Iterable[str], paths: Iterable[str], *, further: int = 0) -> Band:
    """The band of a rule for one of these hosts (none: any) and one of these paths: as the least specific of them."""
    ranked = [band(h, p, further=further) for h in (*hosts,) or (None,) for p in paths]
    return max(ranked, key=lambda each: each.first)


def slot(service: str, host: str | None, path: str) -> int:
    """The priority that a rule takes where nobody else has it."""
    return slot_in(band(host, path), service, host or "", path)


def slot_in(where: Band, *said: str) -> int:
    """The priority in a band that a service (the first of what is said) takes with a rule that says the others."""
    return where.first + crc32("\n".join(said).encode()) % (where.last - where.first + 1)


def _host_rank(host: str | None) -> int:
    if host is None:
        return 2
    return 1 if _is_pattern(host) else 0


def _path_rank(path: str) -> int:
    if path in ANY_PATH:
        return _PATHS - 1
    if not _is_pattern(path):
        return 0
    literal = min(path.find(mark) for mark in _WILD if mark in path)
    return 1 + _LITERAL - min(literal, _LITERAL)


def _is_pattern(text: str) -> bool:
    return any(mark in text for mark in _WILD)
