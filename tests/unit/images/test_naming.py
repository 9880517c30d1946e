"""What images are called."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bbfd.images.naming import content_tag, name_of, tag_of
from bbfd.model.container import is_image

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


def test_a_tag_tells_the_commit_the_content_and_what_is_not_committed() -> None:
    content, commit = "ab" * 32, "12" * 20
    assert tag_of(content, commit) == "121212121212-abababababababab"
    assert tag_of(content, commit, dirty=True) == "121212121212-dirty-abababababababab"
    assert tag_of(content) == "abababababababab"


@given(HEX, HEX.map(lambda text: text[:40]) | st.text(max_size=40), st.booleans())
def test_every_tag_is_one_and_ends_in_the_content(content: str, commit: str, dirty: bool) -> None:
    tag = tag_of(content, commit, dirty=dirty)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", tag)
    assert is_image(name_of("team/web", tag))
    assert content.startswith(content_tag(tag))
    assert content_tag(tag) == content_tag(tag_of(content))
