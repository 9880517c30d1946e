from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.model.naming import environment_stack_name, filled, fit, registry_stack_name, stack_name

NAMES = st.text("abcdefghij-", min_size=1, max_size=60)


@given(NAMES, st.integers(12, 40))
def test_names_fit(name, limit):
    assert len(fit(name, limit)) <= limit


@given(NAMES, NAMES, st.integers(12, 40))
def test_different_names_stay_different(one, other, limit):
    assert (fit(one, limit) == fit(other, limit)) == (one == other)


@given(NAMES, NAMES)
def test_stacks_of_a_service_an_environment_and_a_registry_have_different_names(one, other):
    if one.partition("-")[0] != "bbfd":
        assert (
            len({stack_name(one, other), environment_stack_name(one), registry_stack_name(one)})
            == 3
        )


def test_what_has_no_value_is_named_with_what_has():
    assert filled("{service}.{domain}", {"service": "web", "domain": "a.b"}) == "web.a.b"
    with pytest.raises(ValueError, match=r"\{domain\} is not known here; known are \{service\}"):
        filled("{domain}", {"service": "web"})
