"""Our values are dataclasses in all that anybody can see."""

from __future__ import annotations

import inspect
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.model.value import value


@value
class Ours:
    a: int
    b: str = "b"
    c: dict[str, int] = field(default_factory=dict)
    d: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Theirs:
    a: int
    b: str = "b"
    c: dict[str, int] = field(default_factory=dict)
    d: int = field(default=0, compare=False, repr=False)


@value(kw_only=False)
class Placed:
    a: int
    b: int = 2


@value
class More(Ours):
    a: int = 5
    e: int = 6


GIVEN = st.fixed_dictionaries(
    {"a": st.integers()},
    optional={"b": st.text(), "c": st.dictionaries(st.text(), st.integers()), "d": st.integers()},
)


@given(GIVEN, GIVEN)
def test_they_are_as_dataclasses_are(one, other):
    assert repr(Ours(**one)) == repr(Theirs(**one)).replace("Theirs", "Ours")
    assert (Ours(**one) == Ours(**other)) == (Theirs(**one) == Theirs(**other))
    assert [getattr(Ours(**one), f.name) for f in fields(Ours)] == [
        getattr(Theirs(**one), f.name) for f in fields(Theirs)
    ]
    assert replace(Ours(**one), **other) == Ours(**{**one, **other})


def test_they_are_known_as_dataclasses():
    assert is_dataclass(Ours)
    assert [f.name for f in fields(More)] == ["a", "b", "c", "d", "e"]
    assert str(inspect.signature(Placed)) == "(a: 'int', b: 'int' = 2)"
    kinds = {p.kind for p in inspect.signature(Ours).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


def test_a_class_of_ones_own_is_made_from_ours_by_the_standard_decorator():
    @dataclass(frozen=True, kw_only=True)
    class Own(Ours):
        f: str = "f"

    assert Own(a=1) == Own(a=1, f="f")
    assert "f" in inspect.signature(Own).parameters
    with pytest.raises(FrozenInstanceError):
        Own(a=1).f = "g"


def test_equal_values_have_equal_hashes_and_other_classes_are_not_equal():
    assert hash(Placed(1)) == hash(Placed(a=1, b=2))
    assert Ours(a=1) != Theirs(a=1)
    assert More(a=1) != Ours(a=1)
    assert len({Placed(1), Placed(1, 2), Placed(2)}) == 2


def test_what_is_made_for_one_is_not_shared_with_another():
    assert Ours(a=1).c is not Ours(a=1).c


def test_they_are_frozen():
    made = Ours(a=1)
    with pytest.raises(FrozenInstanceError):
        made.a = 2
    with pytest.raises(FrozenInstanceError):
        del made.a


@pytest.mark.parametrize(
    ("kind", "placed", "given"),
    [
        ("ours", (), {}),
        ("ours", (), {"a": 1, "x": 2}),
        ("ours", (), {"x": 2}),
        ("ours", (1,), {}),
        ("placed", (), {}),
        ("placed", (1, 2, 3), {}),
        ("placed", (1,), {"a": 1}),
    ],
)
def test_a_wrong_call_is_a_type_error_as_for_any_function(kind, placed, given):
    @dataclass(kw_only=kind == "ours")
    class Like:
        a: int
        b: int = 2

    made = value(kw_only=kind == "ours")(
        type("Like", (), {"__annotations__": {"a": int, "b": int}, "b": 2})
    )
    with pytest.raises(TypeError) as expected:
        Like(*placed, **given)
    with pytest.raises(TypeError) as found:
        made(*placed, **given)
    if not placed or given:  # too many: Python says how many are optional, too
        assert str(found.value) == str(expected.value).split(".<locals>.")[-1]
