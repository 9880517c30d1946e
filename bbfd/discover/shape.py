"""The values inside a definition against what their fields take.

Frozen dataclasses do not look at what they are given, and not everybody runs a type checker. The cost is paid by the
field: one of the right plain type is done after one comparison; how a field is looked at is found once for a class.
(Plain classes here: a dataclass costs half a millisecond when it is made, and every preview makes these.)
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cache
from inspect import get_annotations
from math import isfinite
from typing import Any, Literal, Union, get_args, get_origin

from bbfd.discover import near, one_of


class Mistake:
    """A value that its field does not take.

    path: the fields that lead to it, as `tuning.prod.count` or `uses.0.path`.
    """

    def __init__(self, path: str, what: str, fix: str) -> None:
        self.path = path
        self.what = what
        self.fix = fix


def mistakes(value: object) -> list[Mistake]:
    """Every value inside that its field does not take."""
    found: list[Mistake] = []
    _look_inside(value, "", found)
    return found


Inside = Callable[[Any, str, list[Mistake]], None]


class _Taken:
    """One of the things that a field takes. inside: looks at what lies in it. item: of a tuple, what it is made of.

    words: what it is called; worked out only where something is wrong.
    """

    def __init__(
        self,
        words: str | Callable[[], str],
        fits: Callable[[Any], bool],
        inside: Inside | None = None,
        item: tuple[_Taken, ...] = (),
        options: tuple[object, ...] = (),
    ) -> None:
        self._words = words
        self.fits = fits
        self.inside = inside
        self.item = item
        self.options = options

    @property
    def words(self) -> str:
        return self._words if isinstance(self._words, str) else self._words()


# Annotations that one comparison of types decides, as they are written.
_PLAIN: Mapping[str, frozenset[type]] = {
    written: frozenset(taken)
    for written, taken in {
        "str": (str,),
        "int": (int,),
        "bool": (bool,),
        "float": (float, int),
        "str | None": (str, type(None)),
        "int | None": (int, type(None)),
        "bool | None": (bool, type(None)),
        "float | None": (float, int, type(None)),
        "str | Repository | Build": (str,),  # an image: what most are
    }.items()
}
_NOTHING: frozenset[type] = frozenset()
_BITS = 63  # nothing that AWS takes is longer, and Python refuses to write what is far longer


def _look_inside(value: Any, prefix: str, found: list[Mistake]) -> None:
    for name, default, made, plain, owner in _fields(value.__class__):
        given = getattr(value, name)
        if given is default or (given.__class__ is made and not given):
            continue
        if type(given) in plain and not _endless(given):
            if type(given) is int and given.bit_length() > _BITS:
                found.append(_too_large(prefix + name))
            continue
        _look(given, prefix + name, found, _taken_by(owner, name))


def _look(given: Any, path: str, found: list[Mistake], taken: tuple[_Taken, ...]) -> None:
    for one in taken:
        if one.fits(given):
            if one.inside:
                one.inside(given, path, found)
            return
    found.append(_mistake(given, path, taken))


def _endless(given: Any) -> bool:
    """Whether it is infinite, or no number at all: JSON has no word for either."""
    return type(given) is float and not isfinite(given)


@cache
def _fields(cls: type) -> tuple[tuple[str, object, object, frozenset[type], type], ...]:
    """Name, default, or what makes it, types that are right without a further look, and the class that declares it.

    Without a look nothing is loaded for it, either: what an annotation names may be a file that few need.
    """
    return tuple(
        (
            name,
            _default(field),
            field.default_factory,
            _PLAIN.get(str(field.type), _NOTHING),
            _owner(cls, name),
        )
        for name, field in getattr(cls, "__dataclass_fields__", {}).items()
    )


def _default(field: Any) -> object:
    # None is right where it is written; elsewhere it may be the default of a field that a subclass narrows.
    if field.default is MISSING or (field.default is None and not _says_none(field.type)):
        return object()
    return field.default


def _says_none(written: object) -> bool:
    return isinstance(written, str) and written.endswith("| None")


def _owner(cls: type, name: str) -> type:
    return next(c for c in cls.__mro__ if name in get_annotations(c))


@cache
def _taken_by(owner: type, name: str) -> tuple[_Taken, ...]:
    written = get_annotations(owner)[name]
    if isinstance(written, str):
        known = vars(sys.modules.get(owner.__module__, types))
        try:
            written = _meant(written, dict(known), dict(vars(owner)))
        except (NameError, AttributeError, TypeError, SyntaxError):
            return (_ANYTHING,)  # imported for type checkers only: they know better
    return _taken(written)


_ANYTHING = _Taken("anything", lambda _: True, lambda v, p, f: _look_inside(v, f"{p}.", f))


def _meant(written: str, known: dict[str, Any], own: dict[str, Any]) -> Any:
    """What an annotation means. Names may be imported late, and for type checkers only."""
    try:
        return eval(written, known, own)
    except NameError as error:
        late = str(error.name)
        holder = _holder_of(late)
        if holder is None:
            raise
        return _meant(written, {**known, late: getattr(holder, late)}, own)


def _holder_of(name: str) -> object:
    """Who has that name: the public ones, else a module of values that a definition has loaded."""
    public = sys.modules.get("bbfd")
    if name in getattr(public, "__all__", ()):
        return public
    loaded = [each for known, each in sys.modules.items() if known.startswith("bbfd.model.")]
    return next((each for each in loaded if name in vars(each)), None)


def _taken(wanted: Any) -> tuple[_Taken, ...]:
    """What an annotation takes; whatever we do not know takes anything."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        return tuple(one for argument in arguments for one in _taken(argument))
    if origin is Literal:
        return (_one_of(arguments),)
    if origin is tuple:
        return (_tuple(arguments),)
    if isinstance(origin, type) and issubclass(origin, Mapping) and len(arguments) == 2:
        return (_mapping(*arguments),)
    if wanted is None:
        return _taken(type(None))
    of = origin or wanted
    return (_instance(of),) if isinstance(of, type) and of not in (object, Any) else (_ANYTHING,)


def _one_of(options: tuple[object, ...]) -> _Taken:
    def fits(given: object) -> bool:
        return any(type(given) is type(option) and given == option for option in options)

    return _Taken(" or ".join(map(repr, options)), fits, options=options)


def _tuple(arguments: tuple[Any, ...]) -> _Taken:
    if len(arguments) != 2 or arguments[1] is not Ellipsis:
        return _Taken("a tuple", lambda given: isinstance(given, tuple))
    item = _taken(arguments[0])

    def inside(given: tuple[Any, ...], path: str, found: list[Mistake]) -> None:
        for index, one in enumerate(given):
            _look(one, f"{path}.{index}", found, item)

    return _Taken(
        lambda: f"a tuple of {_words(item)}", lambda given: isinstance(given, tuple), inside, item
    )


def _mapping(key: Any, value: Any) -> _Taken:
    keys, values = _taken(key), _taken(value)

    def inside(given: Mapping[Any, Any], path: str, found: list[Mistake]) -> None:
        for name, one in given.items():
            _look(name, f"{path}.{name}", found, keys)
            _look(one, f"{path}.{name}", found, values)

    return _Taken(
        lambda: f"a mapping of {_words(keys)} to {_words(values)}",
        lambda given: isinstance(given, Mapping),
        inside,
    )


_WORDS = {int: "a whole number", float: "a number", str: "text", bool: "True or False"}


def _instance(cls: type) -> _Taken:
    if getattr(cls, "_is_protocol", False):
        return _alike(cls)
    if cls is int:
        return _Taken(_WORDS[int], lambda v: isinstance(v, int) and not isinstance(v, bool))
    if cls is float:
        return _Taken(_WORDS[float], lambda v: type(v) in (int, float) and not _endless(v))
    inside = None if cls in _WORDS else _ANYTHING.inside
    return _Taken(lambda: _class_words(cls), lambda given: isinstance(given, cls), inside)


def _class_words(cls: type) -> str:
    from bbfd.discover.written import written

    return "None" if cls is type(None) else _WORDS.get(cls) or " or ".join(written(cls))


def _alike(protocol: type) -> _Taken:
    """Whatever has the protocol's members. They are not read: they may be computed from values that are wrong."""
    members = [
        name
        for cls in protocol.__mro__
        if getattr(cls, "_is_protocol", False)
        for name in (*vars(cls), *vars(cls).get("__annotations__", ()))
        if name[0] != "_"
    ]

    def fits(given: object) -> bool:
        own = getattr(given, "__dict__", {})
        return all(hasattr(type(given), member) or member in own for member in members)

    def words() -> str:
        from bbfd.discover.written import written_alike

        meaning = (protocol.__doc__ or "").partition(".")[0]
        called = f"a {protocol.__name__} ({meaning[:1].lower()}{meaning[1:]})"
        return " or ".join(written_alike(members)) or called

    return _Taken(words, fits, _ANYTHING.inside)


def _too_large(path: str) -> Mistake:
    return Mistake(path, f"`{path}` takes no number as large as that", "write a smaller one")


def _mistake(given: object, path: str, taken: tuple[_Taken, ...]) -> Mistake:
    return Mistake(path, f"`{path}` takes {_words(taken)}, not {_shown(given)}", _fix(given, taken))


def _words(taken: tuple[_Taken, ...]) -> str:
    return " or ".join(dict.fromkeys(one.words for one in taken))


def _shown(given: object) -> str:
    if isinstance(given, (str, int, float, type(None))):
        return f"the text {given!r}" if isinstance(given, str) else repr(given)
    if type(given).__module__ == "builtins":
        return f"a {type(given).__name__}"
    return f"{type(given).__name__}(...)"


def _fix(given: object, taken: tuple[_Taken, ...]) -> str:
    for one in taken:
        if one.item and any(item.fits(given) for item in one.item):
            return _as_tuple(given)
        if one.item and isinstance(given, list):
            return "write a tuple, with ( and ), in place of [ and ]"
        if one.options and isinstance(given, str):
            alike = near(given.upper(), [str(o) for o in one.options]) or one.options
            return f"write {one_of(repr(option) for option in alike)}".replace("`", "")
    return _other_type(given, taken)


def _as_tuple(given: object) -> str:
    """Text with spaces was meant as several words: one of them could not be run."""
    words = given.split() if isinstance(given, str) else ()
    if len(words) > 1:
        return f"write ({', '.join(map(_quoted, words))})"
    return f"add a comma: ({_brief(given)},)"


def _quoted(word: str) -> str:
    return f'"{word}"' if '"' not in word and "\\" not in word else repr(word)


def _other_type(given: object, taken: tuple[_Taken, ...]) -> str:
    if isinstance(given, str) and given.startswith("arn:"):
        by_arn = [
            way for one in taken for way in one.words.split(" or ") if way.endswith(".arn(...)")
        ]
        if by_arn:
            return f'write {by_arn[0].removesuffix("(...)")}("{given}")'
    if isinstance(given, str) and given.lstrip("-").isdecimal():
        return f"write {given} without quotes"
    if isinstance(given, (int, float)) and any(one.words == _WORDS[str] for one in taken):
        return f'write "{given}" with quotes'
    return f"write {_words(taken)}"


def _brief(given: object) -> str:
    return repr(given) if isinstance(given, (str, int)) else f"{type(given).__name__}(...)"
