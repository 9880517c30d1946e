"""What is remembered of templates in which nothing was found, and when it is not used."""

from __future__ import annotations

import marshal
from dataclasses import replace
from pathlib import Path

import pytest

from bbfd.cli.unremarked import Unremarked
from bbfd.model.stack import FromStack, Parameter, Stack

STACK = Stack(name="web-prod", body={"Resources": {}}, definition="services/web.py")
TEMPLATE = "Resources: {}\n"


def _package(folder: Path) -> str:
    for room in ("rules", "template", "model", "cli"):
        (folder / "package" / room).mkdir(parents=True)
        (folder / "package" / room / "one.py").write_text("x = 1\n")
    return str(folder / "package")


def _kept(folder: Path, package: str, stack: Stack = STACK) -> None:
    first = Unremarked(str(folder), package)
    assert not first.knows(stack, TEMPLATE, {})
    first.keep(stack, TEMPLATE, {})
    first.save()


def test_the_very_same_template_is_known_in_the_next_run(tmp_path: Path) -> None:
    package = _package(tmp_path)
    _kept(tmp_path, package)
    assert Unremarked(str(tmp_path), package).knows(STACK, TEMPLATE, {})
    assert Unremarked(str(tmp_path)).knows(STACK, TEMPLATE, {}) is False  # other code


def test_another_template_stack_or_allowance_is_not_known(tmp_path: Path) -> None:
    package = _package(tmp_path)
    _kept(tmp_path, package)
    again = Unremarked(str(tmp_path), package)
    assert not again.knows(STACK, TEMPLATE + " ", {})
    assert not again.knows(replace(STACK, name="web-dev"), TEMPLATE, {})
    assert not again.knows(STACK, TEMPLATE, {"IMAGE-LATEST": "it is a demo"})


def test_what_a_parameter_stands_for_belongs_to_it(tmp_path: Path) -> None:
    package = _package(tmp_path)

    def taking(output: str) -> Stack:
        source = FromStack(stack="env", output=output)
        return replace(STACK, parameters=(Parameter(name="Vpc", type="String", source=source),))

    _kept(tmp_path, package, taking("Vpc"))
    again = Unremarked(str(tmp_path), package)
    assert again.knows(taking("Vpc"), TEMPLATE, {})
    assert not again.knows(taking("Other"), TEMPLATE, {})


@pytest.mark.parametrize("room", ["rules", "template", "model", "cli"])
def test_an_edit_of_the_code_that_looks_makes_it_look_anew(tmp_path: Path, room: str) -> None:
    package = _package(tmp_path)
    _kept(tmp_path, package)
    (tmp_path / "package" / room / "two.py").write_text("")
    assert not Unremarked(str(tmp_path), package).knows(STACK, TEMPLATE, {})


@pytest.mark.parametrize("damage", [b"", b"nonsense", marshal.dumps(("other code", {}))])
def test_what_cannot_be_read_is_not_used_and_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    package = _package(tmp_path)
    (tmp_path / ".bbfd" / "cache").mkdir(parents=True)
    (tmp_path / ".bbfd" / "cache" / "unremarked.bin").write_bytes(damage)
    _kept(tmp_path, package)
    assert Unremarked(str(tmp_path), package).knows(STACK, TEMPLATE, {})


def test_one_stack_does_not_make_another_forgotten(tmp_path: Path) -> None:
    package = _package(tmp_path)
    _kept(tmp_path, package)
    _kept(tmp_path, package, replace(STACK, name="api-prod"))
    assert Unremarked(str(tmp_path), package).knows(STACK, TEMPLATE, {})


def test_a_project_that_cannot_be_written_to_goes_without(tmp_path: Path) -> None:
    package = _package(tmp_path)
    (tmp_path / "file").write_text("")
    one = Unremarked(str(tmp_path / "file"), package)
    one.keep(STACK, TEMPLATE, {})
    one.save()
    assert not one.knows(STACK, TEMPLATE, {})


def test_nothing_is_written_where_nothing_is_new(tmp_path: Path) -> None:
    Unremarked(str(tmp_path), _package(tmp_path)).save()
    assert not (tmp_path / ".bbfd").exists()
