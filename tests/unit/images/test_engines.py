"""What each engine is started with, word for word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from bbfd.cli.engines import NAMES
from bbfd.images.choosing import ENGINES
from bbfd.images.engine import Engine
from bbfd.images.engines.buildah import Buildah
from bbfd.images.engines.docker import Docker
from bbfd.images.engines.finch import Finch
from bbfd.images.engines.podman import Podman
from bbfd.images.records import Invocation, Login, Recipe, Secret, Trial

RECIPE = Recipe(
    context="/p/web",
    dockerfile="/p/web/Dockerfile",
    target="run",
    args={"B": "2", "A": "1"},
    secrets=(
        Secret(id="npm", source="variable", where="NPM_TOKEN"),
        Secret(id="rc", source="file", where="/p/.npmrc"),
    ),
    platforms=("linux/arm64",),
    cache="r.example/web-cache:main",
    ignore="/p/web/.dockerignore",
)
PLAIN = Recipe(context="/p/web", dockerfile="/p/web/Dockerfile")
TWO = ("linux/amd64", "linux/arm64")
SEVERAL = Recipe(context="/p/web", dockerfile="/p/web/Dockerfile", platforms=TWO, cache=False)
LOGIN = Login(registry="r.example", folder="/tmp/kept")
LOOPBACK = Login(registry="127.0.0.1:5000", folder="/tmp/kept", plain=True)
TRIAL = Trial(
    name="t",
    image="localhost/web:1",
    command=("serve", "--now"),
    entry_point=("/bin/tini", "--"),
    variables={"B": "2", "A": "1"},
    port=80,
    published=41000,
    platform="linux/arm64",
    user="nobody",
    folder="/srv",
)
IMAGE, TO = "localhost/web:1", "r.example/web:1"


def asked(engine: Engine) -> Iterator[Invocation]:
    """Every question, once in its plainest form and once with all that there is."""
    yield engine.build(PLAIN, IMAGE)
    yield engine.build(RECIPE, IMAGE)
    yield engine.build(SEVERAL, IMAGE)
    yield engine.exists(IMAGE, ())
    yield engine.exists(IMAGE, TWO)
    yield engine.tag(IMAGE, "localhost/web:2")
    yield engine.remove(IMAGE, ())
    yield engine.remove(IMAGE, TWO)
    yield engine.login(LOGIN, "secret")
    yield engine.login(LOOPBACK, "secret")
    yield engine.logout(LOGIN)
    yield from engine.push(IMAGE, TO, LOGIN, ())
    yield from engine.push(IMAGE, TO, LOOPBACK, TWO)
    yield engine.pull(TO, LOGIN)
    yield engine.architectures(IMAGE, ())
    yield engine.architectures(IMAGE, TWO)
    yield from engine.begin(TRIAL)
    yield engine.run(TRIAL, "")
    yield engine.run(Trial(name="t", image=IMAGE), "")
    yield from engine.end(TRIAL)


EVERY = {
    "docker": Docker(buildx=True, stores_lists=True),
    "podman": Podman(),
    "buildah": Buildah(),
    "finch": Finch(),
}
ALL = tuple(EVERY.values())


def kept(name: str) -> list[str]:
    file = Path(__file__).parent / "words" / f"{name}.txt"
    return file.read_text(encoding="utf-8").splitlines()


def words(invocations: Iterator[Invocation]) -> list[str]:
    return [" ".join(each.words) for each in invocations]


@pytest.mark.parametrize("name", EVERY)
def test_an_engine_is_started_with_these_words(name: str) -> None:
    assert words(asked(EVERY[name])) == kept(name)


def test_without_buildx_docker_builds_as_it_did_before() -> None:
    engine = Docker(buildx=False)
    builds = [engine.build(recipe, IMAGE) for recipe in (PLAIN, RECIPE, SEVERAL)]
    assert words(iter(builds)) == kept("docker-without-buildx")
    assert {each.variables["DOCKER_BUILDKIT"] for each in builds} == {"0"}


def test_every_engine_that_can_be_named_is_looked_at() -> None:
    assert tuple(EVERY) == tuple(ENGINES) == NAMES
    assert [engine.name for engine in ALL] == list(ENGINES)


@pytest.mark.parametrize("engine", ALL, ids=lambda engine: engine.name)
def test_a_password_is_told_on_standard_input_alone(engine: Engine) -> None:
    login = engine.login(LOGIN, "hunter2")
    assert login.told == "hunter2"
    assert "hunter2" not in repr(login)
    assert [each for each in asked(engine) if each.told and "login" not in each.words] == []


@pytest.mark.parametrize("engine", ALL, ids=lambda engine: engine.name)
def test_what_a_registry_let_it_in_with_is_kept_in_that_folder(engine: Engine) -> None:
    calls = (engine.login(LOGIN, "x"), engine.logout(LOGIN), engine.pull(TO, LOGIN))
    for each in (*calls, next(p for p in engine.push(IMAGE, TO, LOGIN, ()) if "push" in p.words)):
        assert "/tmp/kept" in " ".join((*each.words, *each.variables.values()))


def test_what_takes_buildx_is_refused_without_it_all_at_once() -> None:
    own = Recipe(
        context="/p",
        dockerfile="/p/Dockerfile",
        secrets=RECIPE.secrets,
        cache="r.example/c",
        platforms=TWO,
        ignore="/p/Dockerfile.dockerignore",
    )
    said = [each.what for each in Docker(buildx=False, stores_lists=True).unable(own)]
    assert len(said) == 4
    assert Docker(buildx=True, stores_lists=True).unable(own) == ()
    assert Docker(buildx=False).unable(PLAIN) == ()


def test_one_image_for_two_platforms_takes_a_store_that_holds_it() -> None:
    (unable,) = Docker(buildx=True).unable(SEVERAL)
    assert "linux/amd64, linux/arm64" in unable.what
    assert "containerd" in unable.fix


@pytest.mark.parametrize("engine", [Podman(), Buildah(), Finch()], ids=lambda engine: engine.name)
def test_the_others_can_do_all(engine: Engine) -> None:
    assert list(chain(engine.unable(RECIPE), engine.unable(SEVERAL))) == []


DIGEST, OTHER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"


@pytest.mark.parametrize("engine", ALL, ids=lambda engine: engine.name)
def test_a_digest_is_read_from_what_a_push_prints(engine: Engine) -> None:
    said = f"{DIGEST}\n"
    if engine.name == "docker":
        said = f"1: digest: {DIGEST} size: 528\n\ni Info -> only {OTHER} -> {OTHER}\n"
    assert engine.digest_in(said) == DIGEST
    assert engine.digest_in("nothing of it") is None


@pytest.mark.parametrize("engine", ALL, ids=lambda engine: engine.name)
def test_an_architecture_is_read_from_what_is_printed(engine: Engine) -> None:
    assert engine.architectures_in("arm64\n") == ("arm64",)
    assert engine.architectures_in("\n") == ()


@pytest.mark.parametrize("engine", [Podman(), Buildah()], ids=lambda engine: engine.name)
def test_a_list_of_images_has_the_architectures_of_all(engine: Engine) -> None:
    platforms = [{"platform": {"architecture": a}} for a in ("amd64", "arm64")]
    assert engine.architectures_in(json.dumps({"manifests": platforms})) == ("amd64", "arm64")


CONFIG = json.dumps({"OCIv1": {"config": {"Entrypoint": ["/entry"], "Cmd": ["serve"]}}})


@pytest.mark.parametrize(
    ("trial", "ends"),
    [
        (Trial(name="t", image=IMAGE), "-- /entry serve"),
        (Trial(name="t", image=IMAGE, command=("a", "b")), "-- /entry a b"),
        (Trial(name="t", image=IMAGE, entry_point=("sh",)), "-- sh"),
        (Trial(name="t", image=IMAGE, entry_point=("sh",), command=("-c",)), "-- sh -c"),
    ],
)
def test_buildah_runs_what_docker_would(trial: Trial, ends: str) -> None:
    assert " ".join(Buildah().run(trial, CONFIG).words).endswith(ends)


def test_buildah_runs_an_image_that_says_nothing() -> None:
    bare = json.dumps({"OCIv1": {"config": {}}})
    assert Buildah().run(Trial(name="t", image=IMAGE, command=("a",)), bare).words[-1] == "a"
