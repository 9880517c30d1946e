"""Parts -> Stack: the one loop, for services, environments and registries alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import field
from io import StringIO
from typing import TYPE_CHECKING, Any, TypeVar

from troposphere import AWSHelperFn, AWSObject, Output, Sub

from bbfd.build._plain import Plain
from bbfd.build.deployed import deployed, touched_by_deploys
from bbfd.build.theirs import failing
from bbfd.model.stack import Overridden, Parameter, Refusal, Stack, Unbuildable
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.overrides import Override

_REFUSED = (AttributeError, TypeError, ValueError)  # all that troposphere ever raises


@value(kw_only=False)
class Origin:
    """Which field of the definition made a property, or with no property a whole resource."""

    resource: str
    field: str
    property: str = ""


@value
class Condition:
    """What `Fn::If` asks for by this name, wherever in the stack: true where `holds` is."""

    name: str
    holds: AWSHelperFn


# Most are origins, a hundred in every stack: what is asked whether it is any of these meets them first.
Made = Origin | AWSObject | Output | Parameter | Condition | Refusal
S = TypeVar("S")
# One part of a stack: a pure function that yields the troposphere objects it owns, and what is to be known of them.
PartOf = Callable[[S], Iterable[Made]]


@value
class Frame:
    """What a stack is besides its resources. needed: the parameter that a reference to this name stands for.

    boundary: the permissions boundary of every role. override: the last word on properties.
    """

    name: str
    description: str
    definition: str
    tags: Mapping[str, str]
    protected: bool
    needed: Callable[[str], Parameter | Refusal | None]
    boundary: str | None = None
    override: Override = field(default_factory=dict)


def assemble(parts: Iterable[PartOf[S]], scope: S, frame: Frame) -> Stack:
    """Let every part make what it owns, and put it together. The order of the parts changes nothing."""
    with redirect_stderr(StringIO()):  # troposphere writes there what it then raises
        made = [thing for part in (*parts, deployed) for thing in made_by(part, scope)]
    plain = Plain()
    resources, told, in_vain = _resources(made, frame, plain)
    touched = tuple(touched_by_deploys(plain.references))
    outputs = _sorted(plain.of_each(thing for thing in made if isinstance(thing, Output)))
    conditions = _sorted(
        {thing.name: plain.of(thing.holds) for thing in made if isinstance(thing, Condition)}
    )
    own = {thing.name: thing for thing in made if isinstance(thing, Parameter)}
    asked = sorted(plain.references - own.keys() - resources.keys())
    needed = [frame.needed(name) for name in asked]
    found = [*own.values(), *(thing for thing in needed if isinstance(thing, Parameter))]
    parameters = sorted(found, key=lambda parameter: parameter.name)
    clashes = _clashes(made, resources)
    return Stack(
        name=frame.name,
        body=_body(frame.description, parameters, conditions, resources, outputs),
        parameters=tuple(parameters),
        tags=frame.tags,
        origins=_origins(made, told),
        definition=frame.definition,
        refusals=_refusals(made, plain.refusals, clashes, in_vain, touched, needed),
        overrides=told,
        protected=frame.protected,
    )


def _resources(
    made: Iterable[Made], frame: Frame, plain: Plain
) -> tuple[Mapping[str, Any], tuple[Overridden, ...], tuple[Refusal, ...]]:
    """What the parts own, in order of their names; what had the last word on it, and what has it on nothing."""
    resources = _sorted(plain.of_each(thing for thing in made if isinstance(thing, AWSObject)))
    if frame.boundary is None and not frame.override:
        return resources, (), ()
    from bbfd.build.overrides import bounded, overridden  # few stacks have any

    if frame.boundary is not None:
        resources = dict(bounded(resources, plain.of(_policy(frame.boundary))))
    last = overridden(resources, frame.override, plain)
    left = Plain()  # what is referred to no more is no parameter
    left.of(dict(last.resources))
    plain.references = left.references
    return last.resources, last.told, last.refusals


def _policy(boundary: str) -> str | Sub:
    """By its ARN, or by its name where it is the account's own."""
    if boundary.startswith("arn:"):
        return boundary
    return Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{boundary}")


def _origins(made: Iterable[Made], last: Iterable[Overridden]) -> dict[tuple[str, str], str]:
    """The first to tell of a resource is the part that owns it; what had the last word tells of the property."""
    told = {(o.resource, o.property): o.field for o in made if isinstance(o, Origin)}
    return told | {(each.path[0], each.path[1]): each.field for each in last}


def _clashes(made: Iterable[Made], resources: Mapping[str, Any]) -> Iterator[Refusal]:
    """Names of parameters and conditions that something else has, too."""
    seen: dict[str, Parameter | Condition] = {}
    for thing in made:
        if not isinstance(thing, (Parameter, Condition)):
            continue
        what = "parameter" if isinstance(thing, Parameter) else "condition"
        other = seen.setdefault(thing.name, thing)
        if type(other) is not type(thing):
            yield _clash(f"a parameter and a condition are both called {thing.name}")
        elif other != thing:
            yield _clash(f"two parts make a {what} called {thing.name}")
        if thing.name in resources:
            yield _clash(f"a {what} and a resource are both called {thing.name}")


def _clash(what: str) -> Refusal:
    return Refusal(what=what, fix="give one of them another name")


def _refusals(*things: Iterable[object]) -> tuple[Refusal, ...]:
    """Each once: one cause can stop several parts."""
    found = (thing for some in things for thing in some if isinstance(thing, Refusal))
    return tuple(dict.fromkeys(found))


def made_by(part: PartOf[S], scope: S) -> list[Made]:
    """What a part makes; a value that it cannot do without, or that troposphere refuses, ends this part alone."""
    made: list[Made] = []
    try:
        for thing in part(scope):
            made.append(thing if isinstance(thing, Made) else _no_resource(part, thing))
    except Unbuildable as error:
        made.append(error.refusal)
    except _REFUSED as error:
        made.append(_unforeseen(part, error))
    except Exception as error:  # noqa: BLE001 - one of ours is raised again
        made.append(failing(part, error))
    return made


def _called(part: PartOf[S]) -> str:
    """A function by its name; what a feature makes by the feature's."""
    feature = getattr(part, "__self__", None)
    return getattr(part, "__name__", "a part") if feature is None else type(feature).__name__


def _no_resource(part: PartOf[S], thing: object) -> Refusal:
    name = _called(part)
    return Refusal(
        what=f"{name} gives {type(thing).__name__}, which is no part of a template",
        fix=f"yield objects of troposphere with a title from {name}",
    )


def _unforeseen(part: PartOf[S], error: Exception) -> Refusal:
    """Of troposphere or of a project's own part: which field it is about, nobody knows."""
    name = _called(part)
    return Refusal(
        what=f"{name}: {error}",
        fix=f"correct the value in the definition that `{name}` is made from",
    )


def _body(
    description: str,
    parameters: Iterable[Parameter],
    conditions: Mapping[str, Any],
    resources: Mapping[str, Any],
    outputs: Mapping[str, Any],
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": description,
    }
    declared = {parameter.name: _declared(parameter) for parameter in parameters}
    for section, content in (
        ("Parameters", declared),
        ("Conditions", conditions),
        ("Resources", resources),
        ("Outputs", outputs),
    ):
        if content:
            body[section] = content
    return body


def _declared(parameter: Parameter) -> dict[str, str]:
    declared = {"Type": parameter.type}
    if parameter.default is not None:
        declared["Default"] = parameter.default
    return declared


def _sorted(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in sorted(content)}
