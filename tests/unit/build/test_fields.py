"""A field that is stored and not rendered is a lie: every field of every public class changes what is built.

Each public class says how it is used, and for each of its fields a value that is not the default. A field that no
template shows stands in `ELSEWHERE` with what it does instead. A new field fails here until it is in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import NamedTuple, get_type_hints

import pytest

import bbfd
from bbfd.discover import modules_in
from tests.unit.build import fields as subjects
from tests.unit.build.fields import Use

_MODULES = modules_in(subjects)
USED: Mapping[str, Use] = {name: use for each in _MODULES for name, use in each.USED.items()}
ELSEWHERE: Mapping[str, str] = {n: why for each in _MODULES for n, why in each.ELSEWHERE.items()}
VARIED = {f"{name}.{field}" for name, use in USED.items() for field in use.other}


class Case(NamedTuple):
    """A field of a public class, and how the class is used."""

    name: str
    field: str
    use: Use


@cache
def classes() -> Mapping[str, type]:
    """Every public class with fields, and those that functions of public classes make."""
    public = [getattr(bbfd, name) for name in bbfd.__all__ if name != "__version__"]
    every = [*public, *(made for each in public for made in _made_by(each))]
    return {each.__name__: each for each in every if hasattr(each, "__value_names__")}


def _made_by(named: object) -> Iterator[type]:
    for each in vars(named).values():
        if isinstance(each, staticmethod):
            yield get_type_hints(each.__func__)["return"]


def cases() -> list[Case]:
    return [Case(name, field, use) for name, use in USED.items() for field in use.other]


def test_every_field_of_every_public_class_is_looked_at() -> None:
    known = VARIED | ELSEWHERE.keys()
    every = {f"{n}.{each.name}" for n, kind in classes().items() for each in fields(kind)}
    assert sorted(every - known) == []
    assert sorted(known - every) == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.name}.{case.field}")
def test_a_field_changes_what_is_built(case: Case) -> None:
    kind, use = classes()[case.name], case.use
    value, besides, place = use.of(case.field)
    plain = kind(**{**use.needed, **besides})
    other = kind(**{**use.needed, **besides, case.field: value})
    assert plain != other
    assert place(plain) != place(other)


def test_a_class_stands_in_one_file_and_a_field_in_one_list() -> None:
    named = [name for each in _MODULES for name in each.USED]
    assert sorted(named) == sorted(USED)
    assert not VARIED & ELSEWHERE.keys()
    assert USED.keys() <= classes().keys()


def test_what_is_done_elsewhere_is_said() -> None:
    assert all(reason for reason in ELSEWHERE.values())
