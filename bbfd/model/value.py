"""Frozen values: dataclasses whose methods are shared, not written and compiled for each class.

`dataclass(frozen=True)` compiles six functions for every class, a third of a millisecond each time the class is
imported. A preview needs some sixty classes, and would spend a quarter of its time on that. These are dataclasses all
the same: `fields`, `replace` and type checkers know them as such.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object) -> Callable[[T], T]:
        """For type checkers alone."""
        return lambda made: made


T = TypeVar("T")


@overload
def value(made: type[T], /) -> type[T]: ...


@overload
def value(*, kw_only: bool = True) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(made: type[T] | None = None, /, *, kw_only: bool = True) -> Any:
    """Make a class a frozen dataclass. kw_only: its fields are given by name alone."""
    if made is None:
        return lambda each: _value(each, kw_only)
    return _value(made, kw_only)


def _value(made: Any, kw_only: bool) -> Any:
    _as_dataclass(made, kw_only)
    every = fields(made)
    made.__value_names__ = tuple(each.name for each in every)
    made.__value_known__ = frozenset(made.__value_names__)
    made.__value_defaults__ = {e.name: e.default for e in every if e.default is not MISSING}
    made.__value_factories__ = tuple(
        (e.name, e.default_factory) for e in every if e.default_factory is not MISSING
    )
    made.__value_places__ = () if kw_only else made.__value_names__
    made.__value_compared__ = tuple(each.name for each in every if each.compare)
    made.__value_shown__ = tuple(each.name for each in every if each.repr)
    made.__signature__ = _SIGNATURE
    for name, method in _METHODS.items():
        setattr(made, name, method)
    return made


def _as_dataclass(made: Any, kw_only: bool) -> None:
    """Make it one that says it is frozen, so that a project's own `@dataclass(frozen=True)` may inherit from it.

    `dataclass` wants all of a lineage to be frozen or none, and would write the methods that forbid changes.
    """
    known = [vars(each).get("__dataclass_params__") for each in made.__mro__[1:]]
    above = [parameters for parameters in known if parameters is not None]
    for parameters in above:
        parameters.frozen = False
    dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(made)
    for parameters in (*above, made.__dataclass_params__):
        parameters.frozen = True


def _init(self: Any, /, *placed: Any, **given: Any) -> None:
    kind, state = self.__class__, self.__dict__
    if placed:
        given = _by_name(kind, placed, given)
    state.update(kind.__value_defaults__)
    for name, factory in kind.__value_factories__:
        if name not in given:
            state[name] = factory()
    state.update(given)
    if len(state) != len(kind.__value_names__) or not given.keys() <= kind.__value_known__:
        raise _wrong(kind, state)


def _by_name(kind: Any, placed: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
    names = kind.__value_places__
    if len(placed) > len(names):
        raise TypeError(
            f"{kind.__name__}.__init__() takes {len(names) + 1} positional arguments "
            f"but {len(placed) + 1} were given"
        )
    twice = given.keys() & set(names[: len(placed)])
    if twice:
        raise TypeError(
            f"{kind.__name__}.__init__() got multiple values for argument {min(twice)!r}"
        )
    return {**dict(zip(names, placed, strict=False)), **given}


def _wrong(kind: Any, state: dict[str, Any]) -> TypeError:
    """As Python says it of any function."""
    for name in state:
        if name not in kind.__value_known__:
            return TypeError(
                f"{kind.__name__}.__init__() got an unexpected keyword argument {name!r}"
            )
    missing = [repr(name) for name in kind.__value_names__ if name not in state]
    what = "keyword-only argument" if not kind.__value_places__ else "positional argument"
    listed = " and ".join(part for part in (", ".join(missing[:-1]), missing[-1]) if part)
    plural = "s" if len(missing) > 1 else ""
    return TypeError(
        f"{kind.__name__}.__init__() missing {len(missing)} required {what}{plural}: {listed}"
    )


def _key(self: Any) -> tuple[Any, ...]:
    return tuple(map(self.__dict__.__getitem__, self.__value_compared__))


def _repr(self: Any) -> str:
    said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__value_shown__)
    return f"{self.__class__.__qualname__}({said})"


def _eq(self: Any, other: object) -> Any:
    if self.__class__ is not other.__class__:
        return NotImplemented
    return self is other or _key(self) == _key(other)


def _hash(self: Any) -> int:
    return hash((self.__class__, *_key(self)))


def _set(self: Any, name: str, _: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r} of {self.__class__.__name__}")


def _delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r} of {self.__class__.__name__}")


class _Signature:
    """What the class takes, for `help`, editors and whoever explains a wrong call; worked out when asked for."""

    def __get__(self, _: object, kind: Any) -> Any:
        from inspect import Parameter, Signature

        sort = Parameter.POSITIONAL_OR_KEYWORD if kind.__value_places__ else Parameter.KEYWORD_ONLY
        known = {**dict(kind.__value_factories__), **kind.__value_defaults__}
        takes = (
            Parameter(e.name, sort, default=known.get(e.name, Parameter.empty), annotation=e.type)
            for e in fields(kind)
        )
        return Signature([*takes])


_SIGNATURE = _Signature()
_METHODS = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _set,
    "__delattr__": _delete,
}
