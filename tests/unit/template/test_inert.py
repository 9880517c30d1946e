"""JSON for programs that a terminal or a CI log may show meanwhile."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.template.inert import json_text

OBEYED = st.sampled_from(["\x9b", "\u202e", "\u2028", "\ud800", "##vso[", "##[", "#", "\\", "é"])


@pytest.mark.parametrize(
    "said", ["\x9b31m", "a\u202eb", "\x7f", "##[error]", "###vso[x]", "\udcff"]
)
def test_what_would_be_obeyed_is_an_escape(said: str) -> None:
    text = json_text({said: said})
    assert said not in text
    assert json.loads(text) == {said: said}
    text.encode()


def test_other_characters_stay_as_they_are() -> None:
    assert json_text("größer ## 5", indent=None) == '"größer ## 5"'


@given(st.recursive(st.text() | st.lists(OBEYED).map("".join), st.lists))
def test_the_value_is_the_same(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert "##vso[" not in text
    assert "##[" not in text
