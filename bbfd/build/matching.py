"""What listener rules ask for: the conditions of each `Match`, in as many rules as the limit of five values takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import takewhile

from bbfd.build import ids
from bbfd.build.address import each, matched_hosts
from bbfd.build.routes import Route, routes, ruled
from bbfd.build.scope import Scope
from bbfd.model.http import Match
from bbfd.model.naming import logical_id
from bbfd.model.priority import ANY_PATH, Band, band_of_any, slot_in
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Exposed

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
_MOST_VALUES = 5
_LONGEST_ID = 40
_ANY = ("/*",)

# What a condition is about, with the name of the header for one of headers, and the values of which one must be so.
Condition = tuple[str, tuple[str, ...]]
HOST, PATH, METHOD = "host-header", "path-pattern", "http-request-method"
HEADER, QUERY, SOURCE = "http-header", "query-string", "source-ip"


@value(kw_only=False)
class Asked:
    """One listener rule. match, field: what it comes from, and where the definition says it. key: as of a route.

    band: where its priority may lie. wanted: the one that it takes if nobody has it.
    """

    match: Match
    field: str
    key: str
    conditions: tuple[Condition, ...]
    band: Band
    wanted: int

    @property
    def rule(self) -> str:
        """Its logical id."""
        return ids.RULE + self.key


def asked(scope: Scope[Exposed], route: Route) -> tuple[Asked, ...]:
    """The rules of a way of the service: its own first, then its further ones."""
    return scope.once(_asked_by_key)[route.key]


def _asked_by_key(scope: Scope[Exposed]) -> dict[str, tuple[Asked, ...]]:
    return {route.key: asked_by(scope, route) for route in routes(scope)}


def asked_by(scope: Scope[Exposed], route: Route) -> tuple[Asked, ...]:
    """The rules of a way that may be told of otherwise here. What ways before it take, it does not."""
    found: dict[str, Asked] = {}
    slots: set[int] = set()
    for other in takewhile(lambda other: other.key != route.key, routes(scope)):
        tuple(_asked(scope, other, found, slots))
    return tuple(_asked(scope, route, found, slots))


def _asked(
    scope: Scope[Exposed], route: Route, found: dict[str, Asked], slots: set[int]
) -> Iterator[Asked]:
    """found, slots: what is taken already."""
    for match, field in ruled(route):
        word = "" if match is route.http else _word(match)
        for piece, conditions in enumerate(_split(_conditions(scope, route, match, field), field)):
            key = _free(route.key + word, found)
            where = _band(conditions) if match.priority is None else _said(match.priority + piece)
            wanted = _wanted(scope.name, conditions, where, slots)
            slots.add(wanted)
            found[key] = Asked(match, field, key, conditions, where, wanted)
            yield found[key]


def _word(match: Match) -> str:
    """What it asks for, as a part of a logical id: a rule that comes or goes renames no other."""
    paths = [path for path in each(match.path) if path not in ANY_PATH]
    words = (*each(match.host), *paths, *each(match.methods), *match.headers, *match.queries)
    return logical_id(*words)[:_LONGEST_ID] or "Any"


def _free(key: str, taken: dict[str, Asked]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}{number}"
    return free


def _conditions(
    scope: Scope[Exposed], route: Route, match: Match, field: str
) -> tuple[Condition, ...]:
    """Of a rule that names no host, the hosts are those of its way."""
    hosts = matched_hosts(scope, match, field) or matched_hosts(scope, route.http, route.field)
    paths = each(match.path) or _ANY
    further = tuple(_further(match))
    found = [(HOST, hosts)] if hosts else []
    # Any path needs no saying beside what else is said, and its value counts.
    if not (ANY_PATH.issuperset(paths) and (further or len(hosts) > 1)):
        found.append((PATH, paths))
    return (*found, *further)


def _further(match: Match) -> Iterator[Condition]:
    if match.methods:
        yield METHOD, each(match.methods)
    for name, values in match.headers.items():
        yield f"{HEADER} {name}", each(values)
    for key, values in match.queries.items():
        yield QUERY, tuple(f"{key}={one}" for one in each(values))
    if match.sources:
        yield SOURCE, each(match.sources)


def _split(conditions: tuple[Condition, ...], field: str) -> Iterator[tuple[Condition, ...]]:
    """Rules of at most five values each that together ask for the same: the longest list is cut in pieces."""
    longest = max(range(len(conditions)), key=lambda index: len(conditions[index][1]))
    about, values = conditions[longest]
    room = _MOST_VALUES - sum(len(v) for i, (_, v) in enumerate(conditions) if i != longest)
    if room < 1:
        raise Unbuildable(_too_much(field))
    for start in range(0, len(values), room):
        piece = (about, values[start : start + room])
        yield (*conditions[:longest], piece, *conditions[longest + 1 :])


def _said(priority: int) -> Band:
    return Band(priority, priority)


def _band(conditions: tuple[Condition, ...]) -> Band:
    values = dict(conditions)
    hosts, paths = values.pop(HOST, ()), values.pop(PATH, _ANY)
    return band_of_any(hosts, paths, further=len(values))


def _wanted(
    service: str, conditions: tuple[Condition, ...], where: Band, slots: Collection[int]
) -> int:
    """The priority that is wanted: no two rules of a way want the same, but those that say so."""
    values = dict(conditions)
    hosts, paths = values.pop(HOST, ()), values.pop(PATH, _ANY)
    further = (f"{about} {','.join(said)}" for about, said in values.items())
    wanted = slot_in(where, service, ",".join(hosts), ",".join(paths), *further)
    while wanted in slots and where.first < where.last:
        wanted = wanted + 1 if wanted < where.last else where.first
    return wanted


def _too_much(field: str) -> Refusal:
    return Refusal(
        what=f"a listener rule matches at most {_MOST_VALUES} values, and here even one of each is too much",
        fix="ask for less in it, or make several of it: rules=(Match(...), Match(...))",
        field=field,
    )
