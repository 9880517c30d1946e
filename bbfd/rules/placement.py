"""On which instances tasks are placed, and in which shares capacity providers take them."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import ON_EC2, SERVICE
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Launcher, launchers, mappings
from bbfd.template.document import Document

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_MANY = "PLACEMENT-STRATEGIES-MAX"
_BINPACK = "PLACEMENT-BINPACK-FIELD"
_SPREAD = "PLACEMENT-SPREAD-FIELD"
_EXPRESSION = "PLACEMENT-EXPRESSION-EMPTY"
_ZERO = "CPS-ZERO-WEIGHT"
_STRATEGY = "CapacityProviderStrategy"
_STRATEGIES = ("PlacementStrategies", "PlacementStrategy")  # of a service, of a schedule


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for each in launchers(document):
        if _STRATEGY in each.body:
            yield from _weights(document, each)
        for key in _STRATEGIES:
            if key in each.body:
                yield from _strategies(document, each, key)
        if "PlacementConstraints" in each.body:
            yield from _constraints(document, each)


def _weights(document: Document, each: Launcher) -> Iterator[tuple[str, Found]]:
    entries = [body for _, body in mappings(document, each.path, each.body, _STRATEGY)]
    # A provider that says neither has weight 0; a strategy of one is taken all the same.
    weights = [number(document.value(body.get("Weight"))) for body in entries]
    if entries and all(weight == 0 for weight in weights):
        yield _ZERO, Found((*each.path, _STRATEGY), "every weight is 0")


def _strategies(document: Document, each: Launcher, key: str) -> Iterator[tuple[str, Found]]:
    entries = [*mappings(document, each.path, each.body, key)]
    if len(entries) > 5:
        path = (*each.path, key)
        yield _MANY, Found(path, f"there are {len(entries)}")
    for path, body in entries:
        kind, field = (document.value(body.get(name)) for name in ("Type", "Field"))
        if not isinstance(field, str):
            continue
        known = field.lower()
        if kind == "binpack" and known not in ("cpu", "memory"):
            yield _BINPACK, Found((*path, "Field"), f"it packs by {field!r}")
        if kind == "spread" and not (
            known in ("instanceid", "host") or known.startswith("attribute:")
        ):
            yield _SPREAD, Found((*path, "Field"), f"it spreads over {field!r}")


def _constraints(document: Document, each: Launcher) -> Iterator[tuple[str, Found]]:
    for path, body in mappings(document, each.path, each.body, "PlacementConstraints"):
        if document.value(body.get("Type")) == "memberOf":
            expression = document.value(body.get("Expression"))
            if expression is None or str(expression).strip() == "":
                yield _EXPRESSION, Found((*path, "Expression"), "there is no expression")


def _placed(*entries: str) -> str:
    return ON_EC2 + f"      PlacementStrategies: [{', '.join(entries)}]\n"


_OVER_ZONES = "{Type: spread, Field: 'attribute:ecs.availability-zone'}"
_WEIGHED = SERVICE.replace(
    "      LaunchType: FARGATE\n",
    f"      {_STRATEGY}: [{{CapacityProvider: FARGATE, Base: 1, Weight: @}}]\n",
)
_CONSTRAINED = ON_EC2 + "      PlacementConstraints: [{Type: memberOf, Expression: '@'}]\n"
_look_for = together(_find)


def _rule(id: str, title: str, error: str, fix: str, wrong: str, right: str) -> Rule:
    return Rule(
        id=id,
        title=title,
        level=Level.ERROR,
        aws_error=error,
        fix=fix,
        doc=_DOC,
        wrong=wrong,
        right=right,
        look=_look_for(id),
    )


RULES = (
    _rule(
        _ZERO,
        "a strategy has a provider that takes tasks",
        "There are no capacity providers in the capacity provider strategy with a weight value greater than zero.",
        "give one of the providers a weight of 1 or more",
        _WEIGHED.replace("@", "0"),
        _WEIGHED.replace("@", "1"),
    ),
    _rule(
        _MANY,
        "at most five placement strategies",
        "Maximum number of strategies is 5",
        "keep five",
        _placed(*[_OVER_ZONES] * 6),
        _placed(*[_OVER_ZONES] * 5),
    ),
    _rule(
        _BINPACK,
        "binpack goes by cpu or memory",
        "binpack field 'disk' is invalid",
        "write cpu or memory",
        _placed("{Type: binpack, Field: disk}"),
        _placed("{Type: binpack, Field: memory}"),
    ),
    _rule(
        _SPREAD,
        "tasks are spread over an attribute or over instances",
        "(400 Bad Request; its wording is not known)",
        "write attribute:ecs.availability-zone, another attribute, or instanceId",
        _placed("{Type: spread, Field: zone}"),
        _placed(_OVER_ZONES),
    ),
    _rule(
        _EXPRESSION,
        "a constraint says which instances",
        "(400 Bad Request; its wording is not known)",
        "write an expression of the cluster query language",
        _CONSTRAINED.replace("@", ""),
        _CONSTRAINED.replace("@", "attribute:ecs.instance-type =~ t3.*"),
    ),
)
