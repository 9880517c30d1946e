"""`.dockerignore` as Docker reads it: https://docs.docker.com/build/concepts/context/#dockerignore-files"""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.errors import DefinitionError
from bbfd.images.ignored import Walked, _pieces, read

NAMES = st.sampled_from(["a", "b", "c.md", "d.txt", "node_modules", "src", ".env"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.lists(
    st.tuples(st.sampled_from(["", "!"]), PATHS, st.sampled_from(["", "/*", "/**", "*"])),
    max_size=5,
).map(lambda found: ["".join(each) for each in found])


def left_out(text: str, path: str) -> bool:
    return path in read(text, ".dockerignore")


@pytest.mark.parametrize(
    ("text", "out", "kept"),
    [
        ("temp", ["temp", "temp/a", "temp/a/b"], ["src/temp", "temp2", "a/temp/b"]),
        ("/temp", ["temp"], ["src/temp"]),
        ("./temp/", ["temp", "temp/a"], ["src/temp"]),
        ("a/../temp", ["temp"], ["a"]),
        ("*/temp*", ["src/temp", "src/temp.txt", "src/temp/a"], ["temp", "a/b/temp"]),
        ("*/*/temp*", ["a/b/temporary"], ["a/temp", "a/b/c/temp"]),
        ("temp?", ["tempa", "temp1/x"], ["temp", "tempab", "temp/"]),
        ("**/*.go", ["a.go", "a/b/c.go"], ["a.gof", "go"]),
        ("**/x", ["x", "a/x", "a/x/b"], ["ax", "a/bx"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "ab"]),
        ("a/**/z", ["a/z", "a/b/z", "a/b/c/z/y"], ["a/bz", "z"]),
        ("**", ["a", "a/b"], []),
        ("*", ["a", "a/b", ".env"], []),
        ("*.md\n!README.md", ["a.md"], ["README.md", "docs/a.md"]),
        ("*.md\n!README*.md\nREADME-secret.md", ["a.md", "README-secret.md"], ["README.md"]),
        ("*.md\nREADME-secret.md\n!README*.md", ["a.md"], ["README.md", "README-secret.md"]),
        ("a\n!a/b", ["a", "a/c"], ["a/b", "a/b/c"]),
        ("*\n!src\n!src/**", ["a", "b/c"], ["src", "src/a/b"]),
        ("# a\na#b", ["a#b"], ["a", "# a"]),
        ("  a  \n\n", ["a"], ["b"]),
        ("! b\na\n! a/b", ["a/c"], ["a/b", "b"]),
        ("[ab].txt", ["a.txt", "b.txt"], ["c.txt", "[ab].txt"]),
        ("[^ab].txt", ["c.txt"], ["a.txt"]),
        ("[a-c]", ["a", "b", "c"], ["d", "-"]),
        (r"\*.txt", ["*.txt"], ["a.txt"]),
        ("a.b", ["a.b"], ["axb"]),
        ("a+(b)|{c}$", ["a+(b)|{c}$"], ["aab"]),
        ("\ufeffa", ["a"], []),
        ("a\r\nb\r\n", ["a", "b"], []),
        ("/\n.", [], ["a"]),
        ("Ä*", ["Ärger"], ["a"]),
    ],
)
def test_a_pattern_leaves_out(text: str, out: list[str], kept: list[str]) -> None:
    assert [path for path in out if not left_out(text, path)] == []
    assert [path for path in kept if left_out(text, path)] == []


@pytest.mark.parametrize("text", ["!", "a\n[", "a\n[]", "a\n[z-a]"])
def test_what_is_no_pattern_is_refused_where_it_stands(text: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(text, "web/.dockerignore")
    assert refused.value.place is not None
    assert str(refused.value.place) == f"web/.dockerignore:{text.count(chr(10)) + 1}"


@given(PATTERNS, PATHS)
def test_what_is_taken_back_last_is_there(patterns: list[str], path: str) -> None:
    assert not left_out("\n".join([*patterns, f"!{path}"]), path)


@given(PATTERNS, PATHS)
def test_what_is_named_last_is_left_out_with_all_that_is_in_it(
    patterns: list[str], path: str
) -> None:
    text = "\n".join([*patterns, path])
    assert left_out(text, path)
    assert left_out(text, f"{path}/below")


@given(PATTERNS, PATHS)
def test_without_what_is_taken_back_a_folder_that_is_left_out_is_left_out_whole(
    patterns: list[str], path: str
) -> None:
    text = "\n".join(each for each in patterns if not each.startswith("!"))
    ignored = read(text, ".dockerignore")
    assert not ignored.takes_back
    if path in ignored:
        assert f"{path}/below" in ignored


@given(PATTERNS, PATHS)
def test_a_line_twice_in_a_row_says_nothing_more(patterns: list[str], path: str) -> None:
    twice = [line for each in patterns for line in (each, each)]
    assert left_out("\n".join(twice), path) == left_out("\n".join(patterns), path)


GLOBS = st.lists(
    st.sampled_from(["a", "b", "*", "**", "**/", "/", "?", "[ab]", "[^a]", "."]),
    min_size=1,
    max_size=9,
).map("".join)


@given(GLOBS, st.text(alphabet="ab/.", max_size=9))
def test_walked_or_as_a_regular_expression_a_pattern_means_the_same(glob: str, path: str) -> None:
    pieces = tuple(_pieces(glob))
    whole = re.compile("".join(pieces), re.DOTALL)
    assert Walked(pieces).fullmatch(path) == bool(whole.fullmatch(path))


@pytest.mark.parametrize(
    "glob", ["*a" * 20 + "*b", "/".join(["**/*a*"] * 8) + "/z", "*" * 40 + "b", "**/" * 20 + "z"]
)
def test_no_pattern_takes_forever(glob: str) -> None:
    began = time.monotonic()
    assert not left_out(glob, "/".join(["a" * 30] * 6))
    assert time.monotonic() - began < 5
