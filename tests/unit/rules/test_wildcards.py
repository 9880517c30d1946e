import re

from hypothesis import given
from hypothesis import strategies as st

from bbfd.rules._wildcards import covers, stem

patterns = st.text(alphabet="ab*?", max_size=6)
texts = st.text(alphabet="ab", max_size=6)


def matches(pattern: str, text: str) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(sign, sign) for sign in pattern)
    return re.fullmatch(expression, text) is not None


@given(patterns, patterns, texts)
def test_what_a_covered_pattern_matches_the_other_matches_too(
    wide: str, narrow: str, text: str
) -> None:
    if covers(wide, narrow) and matches(narrow, text):
        assert matches(wide, text)


@given(patterns, texts)
def test_a_plain_text_is_covered_exactly_where_it_matches(wide: str, text: str) -> None:
    assert covers(wide, text) == matches(wide, text)


@given(patterns)
def test_a_pattern_covers_itself(pattern: str) -> None:
    assert covers(pattern, pattern)


@given(patterns, patterns)
def test_the_stem_of_a_covering_pattern_begins_the_others(wide: str, narrow: str) -> None:
    if covers(wide, narrow):
        assert stem(narrow).startswith(stem(wide))
