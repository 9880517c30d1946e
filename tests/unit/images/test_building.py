"""An image is there, or it is built."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.errors import EngineError, Refused
from bbfd.images.building import built
from bbfd.images.engines.docker import Docker
from bbfd.images.records import Ended
from tests.unit.images.fakes import ARM, FAILED, ORDER, RECIPE, Machine, said, workshop

KEPT, TAGGED = f"localhost/team/web:{'c' * 16}", f"localhost/team/web:1234-{'c' * 16}"
PASSING = f"localhost/team/web:building-{'f' * 12}"


def verbs(machine: Machine) -> list[str]:
    return [words.split()[1] for words in machine.calls]


def test_what_is_there_is_not_built_again_and_gets_the_tag_of_this_commit() -> None:
    machine = Machine()
    made = built(ORDER, workshop(machine))
    assert machine.calls == [f"podman image exists {KEPT}", f"podman tag {KEPT} {TAGGED}"]
    assert made.unchanged
    assert (made.image, made.tag, made.repository) == (TAGGED, ORDER.tag, "team/web")


def test_what_is_not_there_is_built_under_a_name_that_passes() -> None:
    machine = Machine(said(exists=FAILED, inspect=ARM))
    made = built(ORDER, workshop(machine))
    assert not made.unchanged
    assert verbs(machine) == ["image", "build", "image", "tag", "rmi", "tag"]
    assert f"--tag {PASSING}" in machine.calls[1]
    assert machine.calls[3:5] == [f"podman tag {PASSING} {KEPT}", f"podman rmi {PASSING}"]


def test_without_a_commit_the_content_alone_is_the_tag() -> None:
    machine = Machine(said(inspect=ARM))
    made = built(replace(ORDER, tag="c" * 16, commit=""), workshop(machine))
    assert made.image == KEPT
    assert verbs(machine) == ["image"]


def test_a_build_that_fails_is_one_error_with_its_step_and_the_last_lines() -> None:
    lines = ("STEP 1/2: FROM a", *("noise",) * 40, "STEP 2/2: RUN false", "exit status 1")
    failed = Ended(code=1, output="", said=lines)
    machine = Machine(said(exists=FAILED, build=failed))
    with pytest.raises(EngineError) as error:
        built(ORDER, workshop(machine))
    head, *rest = error.value.what.split("\n")
    assert head == (
        "podman could not build the image of web, container app: the step `RUN false` failed"
    )
    assert rest == list(lines[-12:])
    assert "mend Dockerfile" in error.value.fix
    assert error.value.exit_code == 4
    assert verbs(machine) == ["image", "build", "rmi"]


def test_an_image_for_another_platform_is_not_kept() -> None:
    other = Ended(code=0, output="amd64\n")
    machine = Machine(said(exists=FAILED, inspect=other))
    with pytest.raises(EngineError, match="an image for amd64, and arm64 was asked for"):
        built(ORDER, workshop(machine))
    assert verbs(machine) == ["image", "build", "image", "rmi"]


def test_nothing_is_built_that_the_engine_cannot_do() -> None:
    machine = Machine(said(inspect=FAILED))
    both = replace(RECIPE, platforms=("linux/amd64", "linux/arm64"))
    with pytest.raises(Refused, match="docker cannot keep one image for"):
        built(replace(ORDER, recipe=both), workshop(machine, Docker(buildx=True)))
    assert verbs(machine) == ["image"]


def test_an_engine_that_does_not_do_what_it_is_told_is_quoted() -> None:
    machine = Machine(said(tag=FAILED))
    with pytest.raises(
        EngineError, match=r"`podman tag localhost/team/web:c+` failed with 1\nit w"
    ):
        built(ORDER, workshop(machine))
