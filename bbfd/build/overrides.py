"""The last word on one property of one resource: what `override=` says, once all parts have made what they own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bbfd.build._plain import Plain
from bbfd.discover import did_you_mean
from bbfd.model.stack import Overridden, Refusal
from bbfd.model.value import value

Steps = tuple[str, ...]
Override = Mapping[str | tuple[str, ...], Any]

# Of the resource itself, beside its properties.
_ATTRIBUTES: Final = frozenset(
    {"DeletionPolicy", "UpdateReplacePolicy", "DependsOn", "CreationPolicy", "UpdatePolicy"}
)


@value
class Last:
    """The resources with their last words, what these changed, and which of them are about nothing."""

    resources: Mapping[str, Any]
    told: tuple[Overridden, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class _Nothing(Exception):
    """There is nothing to change there: what, and how to mend it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def overridden(resources: Mapping[str, Any], wanted: Override, plain: Plain) -> Last:
    """Say the last words, in their order. What is shared with other stacks is copied, never changed."""
    done, told, refused = dict(resources), [], []
    for path, said in wanted.items():
        steps = _steps(path)
        written = ".".join(steps)
        field = f"override.{path if isinstance(path, str) else written}"
        try:
            done, old = _with(done, steps, plain.of(said))
        except _Nothing as nothing:
            refused.append(Refusal(what=f"{written}: {nothing.what}", fix=nothing.fix, field=field))
        else:
            told.append(Overridden(path=steps, old=old, new=plain.of(said), field=field))
    return Last(resources=done, told=tuple(told), refusals=tuple(refused))


def _steps(path: str | tuple[str, ...]) -> Steps:
    """A tuple is for keys that have dots of their own, as those of labels have."""
    return tuple(path.split(".")) if isinstance(path, str) else path


def _with(resources: dict[str, Any], steps: Steps, said: Any) -> tuple[dict[str, Any], Any]:
    """The resources with this property, and what it was before."""
    resource, *inner = steps
    if resource not in resources:
        raise _Nothing("there is no such resource", did_you_mean(resource, resources))
    if not inner or "" in inner:
        raise _Nothing("it names no property", f'write "{resource}.PROPERTY", as in the template')
    if inner[0] not in _ATTRIBUTES:
        inner = ["Properties", *inner]
    changed, old = _put(resources[resource], tuple(inner), said)
    return {**resources, resource: changed}, old


def _put(here: Any, steps: Steps, said: Any) -> tuple[Any, Any]:
    """A copy of what is here with the value at the end of the steps. None takes it away."""
    step, *rest = steps
    if isinstance(here, list):
        return _put_item(here, step, tuple(rest), said)
    if not isinstance(here, Mapping) or any(key == "Ref" or "::" in key for key in here):
        raise _Nothing(f"there is no {step} in {_short(here)}", "name what is around it")
    if rest:
        inner, old = _put(here.get(step, {}), tuple(rest), said)
        return {**here, step: inner}, old
    left = {key: each for key, each in here.items() if key != step}
    return (left if said is None else {**here, step: said}), here.get(step)


def _put_item(here: list[Any], step: str, rest: Steps, said: Any) -> tuple[list[Any], Any]:
    if not step.isdecimal() or int(step) >= len(here):
        numbers = f"0 to {len(here) - 1}" if here else "none: it is empty"
        raise _Nothing(f"{step} is no item of the list", f"write its number: {numbers}")
    index = int(step)
    inner, old = _put(here[index], rest, said) if rest else (said, here[index])
    kept = [] if inner is None else [inner]
    return [*here[:index], *kept, *here[index + 1 :]], old


def _short(thing: Any) -> str:
    text = repr(thing)
    return text if len(text) <= 40 else f"{text[:40]}..."


def bounded(resources: Mapping[str, Any], boundary: Any) -> Iterator[tuple[str, Any]]:
    """Each resource, a role with the permissions boundary unless it says one: no part can forget it."""
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::IAM::Role" and "PermissionsBoundary" not in properties:
            yield name, {**resource, "Properties": {**properties, "PermissionsBoundary": boundary}}
        else:
            yield name, resource
