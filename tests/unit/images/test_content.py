"""The hash of all that an image is made from."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbfd.errors import DefinitionError
from bbfd.images.content import content_of, sent
from bbfd.images.records import Recipe, Secret

NAME = st.sampled_from(["a", "b", "c", "d.txt", "ä"])
TREES = st.dictionaries(st.tuples(NAME, NAME).map("/".join), st.binary(max_size=9), max_size=5)


def context(root: Path, files: Mapping[str, bytes], ignore: str | None = None) -> Recipe:
    """A context with these files, written in this order."""
    (root / "ctx").mkdir(parents=True)
    for name, held in files.items():
        (root / "ctx" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "ctx" / name).write_bytes(held)
    (root / "Dockerfile").write_text("FROM scratch\n")
    if ignore is not None:
        (root / "ignored").write_text(ignore)
    return Recipe(
        context=str(root / "ctx"),
        dockerfile=str(root / "Dockerfile"),
        ignore="" if ignore is None else str(root / "ignored"),
    )


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return context(tmp_path, {"a": b"1", "b/c": b"2", "b/d": b"3"})


def test_the_same_is_the_same_wherever_it_lies(tmp_path: Path) -> None:
    files = {"a": b"1", "b/c": b"2"}
    one, two = context(tmp_path / "one", files), context(tmp_path / "two", files)
    assert content_of(one) == content_of(two)
    assert len(content_of(one)) == 64


@settings(max_examples=30, deadline=None)
@given(TREES, st.randoms())
def test_the_order_in_which_files_were_written_does_not_matter(files, chance) -> None:
    shuffled = list(files.items())
    chance.shuffle(shuffled)
    with TemporaryDirectory() as folder:
        one = context(Path(folder) / "one", files)
        two = context(Path(folder) / "two", dict(shuffled))
        assert content_of(one) == content_of(two)


@settings(max_examples=30, deadline=None)
@given(TREES, TREES)
def test_other_files_are_another_content(files, others) -> None:
    with TemporaryDirectory() as folder:
        one = context(Path(folder) / "one", files)
        two = context(Path(folder) / "two", others)
        assert (content_of(one) == content_of(two)) == (files == others)


@settings(max_examples=30, deadline=None)
@given(TREES, NAME, st.binary(min_size=1, max_size=9))
def test_what_is_left_out_changes_nothing(files, name, held) -> None:
    with TemporaryDirectory() as folder:
        one = context(Path(folder) / "one", files, f"**/{name}.log")
        two = context(Path(folder) / "two", files, f"**/{name}.log")
        before = content_of(one)
        (Path(one.context) / f"{name}.log").write_bytes(held)
        assert content_of(one) == before == content_of(two)


@settings(max_examples=40, deadline=None)
@given(st.integers(0o400, 0o777), st.integers(0o400, 0o777))
def test_how_a_file_may_be_used_is_part_of_it(one: int, two: int) -> None:
    with TemporaryDirectory() as folder:
        made = context(Path(folder), {"a": b"1"})
        file = Path(made.context) / "a"
        file.chmod(one | 0o400)
        before = content_of(made)
        file.chmod(two | 0o400)
        assert (content_of(made) == before) == (one | 0o400 == two | 0o400)


def test_when_a_file_was_changed_is_no_part_of_it(recipe: Recipe) -> None:
    before = content_of(recipe)
    os.utime(Path(recipe.context) / "a", (1, 1))
    assert content_of(recipe) == before


def test_where_a_link_leads_is_part_of_it_and_not_what_is_there(recipe: Recipe) -> None:
    link = Path(recipe.context) / "link"
    link.symlink_to("a")
    before = content_of(recipe)
    link.unlink()
    link.symlink_to("b/c")
    other = content_of(recipe)
    link.unlink()
    link.write_bytes(b"1")
    assert len({before, other, content_of(recipe)}) == 3


def test_a_link_that_leads_nowhere_or_to_itself_is_a_link(recipe: Recipe) -> None:
    (Path(recipe.context) / "nowhere").symlink_to("/does/not/exist")
    (Path(recipe.context) / "again").symlink_to(".")
    assert [each.path for each in sent(recipe)] == ["a", "again", "b", "b/c", "b/d", "nowhere"]
    assert content_of(recipe)


def test_an_empty_folder_is_part_of_it(recipe: Recipe) -> None:
    before = content_of(recipe)
    (Path(recipe.context) / "empty").mkdir()
    assert content_of(recipe) != before


def test_a_pipe_is_not_waited_for_and_a_socket_is_left_out(recipe: Recipe) -> None:
    before = content_of(recipe)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(Path(recipe.context) / "socket"))
        assert content_of(recipe) == before
    os.mkfifo(Path(recipe.context) / "pipe")
    assert content_of(recipe) != before


SECRET = Secret(id="npm", source="variable", where="A")
ELSE = [
    {"target": "run"},
    {"args": {"A": "1"}},
    {"args": {"A": "2"}},
    {"args": {"A1": ""}},
    {"platforms": ("linux/arm64",)},
    {"platforms": ("linux/arm64", "linux/amd64")},
    {"secrets": (SECRET,)},
]


def test_all_that_an_engine_is_told_is_part_of_it(recipe: Recipe) -> None:
    every = [recipe, *(replace(recipe, **change) for change in ELSE)]
    assert len({content_of(each) for each in every}) == len(every)


@pytest.mark.parametrize(
    "change",
    [
        {"cache": False},
        {"cache": "r.example/c"},
        {"secrets": (replace(SECRET, where="B"),)},
        {"platforms": ("linux/amd64", "linux/arm64")},
    ],
)
def test_how_it_is_built_and_what_a_secret_is_are_no_part_of_it(recipe, change) -> None:
    other = replace(recipe, secrets=(SECRET,), platforms=("linux/arm64", "linux/amd64"))
    assert content_of(replace(other, **change)) == content_of(other)


def test_the_dockerfile_is_part_of_it(recipe: Recipe) -> None:
    before = content_of(recipe)
    Path(recipe.dockerfile).write_text("FROM scratch \n")
    assert content_of(recipe) != before


def test_the_folder_of_what_is_taken_back_is_there(tmp_path: Path) -> None:
    files = {"a/b/keep": b"1", "a/b/drop": b"2", "c/d": b"3"}
    made = context(tmp_path, files, "*\n!a/b/keep\n")
    assert [each.path for each in sent(made)] == ["a", "a/b", "a/b/keep"]


def test_a_name_that_is_no_text_is_a_name(recipe: Recipe) -> None:
    before = content_of(recipe)
    with open(os.path.join(os.fsencode(recipe.context), b"\xff"), "wb"):
        pass
    assert content_of(recipe) != before


def test_what_cannot_be_read_is_named(recipe: Recipe) -> None:
    with pytest.raises(DefinitionError, match=r"gone.*cannot be read"):
        content_of(replace(recipe, dockerfile=f"{recipe.context}/gone"))
