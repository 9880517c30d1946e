"""An image is pushed by the engine's own words, and its digest is what the engine says."""

import pytest

from bbfd.errors import EngineError
from bbfd.images.engines.docker import Docker
from bbfd.images.engines.podman import Podman
from bbfd.images.pushing import Parcel, made_for, push
from bbfd.images.records import Ended, Login
from tests.unit.images.fakes import FAILED, Machine, said

DIGEST = f"sha256:{'d' * 64}"
LOGIN = Login(registry="registry.example.com", folder="/run/bbfd-1")
PARCEL = Parcel(
    image="localhost/web:1", repository="team/web", tag="1-c", platforms=("linux/arm64",)
)
TO = "registry.example.com/team/web:1-c"


def test_podman_pushes_by_the_image_and_tells_the_digest() -> None:
    machine = Machine(said(push=Ended(code=0, output=f"{DIGEST}\n")))
    assert push(PARCEL, Podman(), LOGIN, machine.run) == DIGEST
    [call] = machine.calls
    assert "--authfile /run/bbfd-1/auth.json" in call
    assert call.endswith(f"localhost/web:1 docker://{TO}")


def test_docker_pushes_by_the_registrys_name_which_is_taken_away_again() -> None:
    machine = Machine(said(push=Ended(code=0, output=f"1-c: digest: {DIGEST} size: 528\n")))
    assert push(PARCEL, Docker(buildx=True), LOGIN, machine.run) == DIGEST
    tagged, pushed, removed = machine.calls
    assert tagged == f"docker tag localhost/web:1 {TO}"
    assert pushed == f"docker --config /run/bbfd-1 push {TO}"
    assert removed == f"docker rmi {TO}"


def test_a_push_that_fails_is_said_in_the_engines_words_and_leaves_no_name() -> None:
    machine = Machine(said(push=FAILED))
    with pytest.raises(EngineError, match="it went wrong"):
        push(PARCEL, Docker(buildx=True), LOGIN, machine.run)
    assert machine.calls[-1] == f"docker rmi {TO}"


def test_an_engine_that_tells_no_digest_has_pushed_all_the_same() -> None:
    assert push(PARCEL, Docker(buildx=True), LOGIN, Machine().run) is None


def test_what_an_image_is_made_for_is_asked_of_the_engine() -> None:
    machine = Machine(lambda _: Ended(code=0, output="arm64\n"))
    assert made_for(PARCEL, Podman(), machine.run) == ("arm64",)


def test_an_image_that_the_engine_does_not_have_is_said() -> None:
    with pytest.raises(EngineError) as refused:
        made_for(PARCEL, Podman(), Machine(lambda _: FAILED).run)
    assert "podman has no image localhost/web:1" in refused.value.what
    assert "`podman images`" in refused.value.fix
