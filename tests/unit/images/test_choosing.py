"""Which engine builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbfd.errors import BbfdError, Refused, UsageError
from bbfd.images.choosing import choose
from bbfd.images.engines.docker import Docker
from bbfd.images.records import Ended
from tests.unit.images.fakes import FAILED, Answers, Machine


def there(folder: Path, *names: str) -> dict[str, str]:
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder)}


def chosen(variables: dict[str, str], answer: Answers = lambda _: None, asked: str | None = None):
    notes: list[str] = []
    return choose(asked, variables, Machine(answer).run, note=notes.append), notes


def without(*broken: str) -> Answers:
    return lambda words: FAILED if words.split()[0] in broken else None


def test_the_first_that_is_there_builds(tmp_path: Path) -> None:
    engine, notes = chosen(there(tmp_path, "finch", "podman", "buildah"))
    assert engine.name == "podman"
    assert notes == []


def test_one_that_does_not_work_is_passed_over_and_it_is_said(tmp_path: Path) -> None:
    variables = there(tmp_path, "docker", "podman", "buildah")
    engine, notes = chosen(variables, without("docker", "podman"))
    assert engine.name == "buildah"
    assert notes == [
        "docker is there, and its daemon does not answer: `docker info` says why; "
        "buildah takes its place",
        "podman is there, and it does not answer: `podman info` says why; buildah takes its place",
    ]


def test_the_one_that_is_asked_for_builds_or_none(tmp_path: Path) -> None:
    variables = there(tmp_path, "podman", "buildah")
    assert chosen(variables, asked="buildah")[0].name == "buildah"
    assert chosen({**variables, "BBFD_ENGINE": "buildah"})[0].name == "buildah"
    assert chosen({**variables, "BBFD_ENGINE": "buildah"}, asked="podman")[0].name == "podman"
    with pytest.raises(Refused, match="podman is there, and it does not answer"):
        chosen(variables, without("podman"), asked="podman")
    with pytest.raises(Refused, match="finch is not on the path"):
        chosen(variables, asked="finch")


@pytest.mark.parametrize(
    ("variables", "error", "said"),
    [
        ({"PATH": "/nowhere"}, Refused, "no container engine is there"),
        ({"PATH": "/nowhere", "BBFD_ENGINE": "dokcer"}, UsageError, "`dokcer` is no container"),
    ],
)
def test_without_an_engine_it_is_said_what_to_install(variables, error, said) -> None:
    with pytest.raises(BbfdError, match=said) as refused:
        chosen(variables)
    assert isinstance(refused.value, error)
    assert "docker" in refused.value.fix


def test_docker_is_asked_what_it_can_do(tmp_path: Path) -> None:
    variables = there(tmp_path, "docker")
    plain = Ended(code=0, output='28.2.2 [["Backing Filesystem","extfs"]]\n')
    stores = Ended(code=0, output='28 [["driver-type","io.containerd.snapshotter.v1"]]\n')

    def docker(info: Ended, buildx: Ended | None) -> Answers:
        return lambda words: info if "info" in words else buildx

    assert chosen(variables, docker(plain, FAILED))[0] == Docker(buildx=False)
    assert chosen(variables, docker(plain, None))[0] == Docker(buildx=True)
    assert chosen(variables, docker(stores, None))[0] == Docker(buildx=True, stores_lists=True)
