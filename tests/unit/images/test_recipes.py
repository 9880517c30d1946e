"""Definitions -> what is handed to an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbfd import (
    EC2,
    Build,
    BuildSecret,
    Capacity,
    Check,
    Container,
    Environment,
    External,
    Fargate,
    Network,
    Tuning,
    Worker,
)
from bbfd.errors import BbfdError, DefinitionError, Mistakes, Place, UsageError
from bbfd.images.recipes import platforms_of, recipe_of, wanted
from bbfd.images.records import Recipe, Secret
from bbfd.model.definition import Definition

NETWORK = Network.create(cidr="10.1.0.0/16", zones=2, nat="none")


PLAIN = Build()


def service(build: Build = PLAIN, **more) -> Definition[Worker]:
    made = Worker(container=Container(image=build), **more)
    return Definition("web", made, "services/web.py")


def place(name: str, **more) -> Definition[Environment]:
    value = Environment(account="111111111111", region="eu-west-1", network=NETWORK, **more)
    return Definition(name, value, f"environments/{name}.py")


def recipe(root: Path, build: Build, platforms: tuple[str, ...] = (), **variables: str) -> Recipe:
    (want,) = wanted(service(build))

    def where(file: str, field: str) -> Place:
        return Place(f"{file}#{field}")

    return recipe_of(want, str(root), platforms, variables=variables, where=where)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "web").mkdir()
    for name in ("Dockerfile", "web/Dockerfile", "web/other.Dockerfile"):
        (tmp_path / name).write_text("FROM scratch\n")
    return tmp_path


def test_all_that_a_definition_says_reaches_the_engine(root: Path) -> None:
    (root / ".npmrc").write_text("x")
    build = Build(
        context="web",
        dockerfile="other.Dockerfile",
        target="run",
        args={"A": "1"},
        secrets={"rc": BuildSecret(file=".npmrc"), "npm": BuildSecret(variable="TOKEN")},
        cache=False,
    )
    assert recipe(root, build, ("linux/arm64",), TOKEN="x") == Recipe(
        context=f"{root}/web",
        dockerfile=f"{root}/web/other.Dockerfile",
        target="run",
        args={"A": "1"},
        secrets=(
            Secret(id="npm", source="variable", where="TOKEN"),
            Secret(id="rc", source="file", where=f"{root}/.npmrc"),
        ),
        platforms=("linux/arm64",),
        cache=False,
    )


def test_without_a_word_it_is_made_of_the_project(root: Path) -> None:
    assert recipe(root, Build()) == Recipe(context=str(root), dockerfile=f"{root}/Dockerfile")


def test_a_dockerfile_may_have_an_ignore_file_of_its_own(root: Path) -> None:
    (root / "web/.dockerignore").write_text("a")
    assert recipe(root, Build(context="web")).ignore == f"{root}/web/.dockerignore"
    own = root / "web/other.Dockerfile.dockerignore"
    own.write_text("b")
    made = recipe(root, Build(context="web", dockerfile="other.Dockerfile"))
    assert made.ignore == str(own)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (Build(context="gone"), "the context `gone` is no folder"),
        (Build(dockerfile="gone"), "there is no `gone` in the context `.`"),
        (Build(secrets={"a": BuildSecret(file="gone")}), "there is no file `gone`"),
        (Build(secrets={"a": BuildSecret()}), "has neither a file nor a variable"),
    ],
)
def test_what_is_not_there_is_told_where_it_is_said(root: Path, build: Build, said: str) -> None:
    with pytest.raises(DefinitionError, match=said) as refused:
        recipe(root, build)
    assert refused.value.place is not None
    assert refused.value.place.file.startswith("services/web.py#container.image")


def test_all_that_is_wrong_is_told_at_once(root: Path) -> None:
    wrong = Build(secrets={"a": BuildSecret(), "b!": BuildSecret(file="x")}, platforms=("arm",))
    with pytest.raises(Mistakes) as refused:
        recipe(root, wrong)
    assert len(refused.value.each) == 3


def test_a_secret_that_is_not_given_is_told_before_anything_is_built(root: Path) -> None:
    with pytest.raises(UsageError, match="the variable TOKEN is not set"):
        recipe(root, Build(secrets={"npm": BuildSecret(variable="TOKEN")}))


def test_each_container_that_is_built_is_wanted() -> None:
    beside = (
        Container(image="a:1", name="a"),
        Container(image=Build(repository="proxy"), name="proxy"),
    )
    found = wanted(service(sidecars=beside))
    assert [(each.repository, each.field) for each in found] == [
        ("web", "container"),
        ("proxy", "sidecars.1"),
    ]
    pulled = Worker(container=Container(image="a:1"))
    assert wanted(Definition("web", pulled, "")) == ()


ARM = Fargate(architecture="ARM64")


@pytest.mark.parametrize(
    ("made", "places", "platforms"),
    [
        (service(), (), ("linux/amd64",)),
        (service(runs_on=ARM), (), ("linux/arm64",)),
        (service(), (place("dev"),), ("linux/amd64",)),
        (service(), (place("dev", runs_on=ARM),), ("linux/arm64",)),
        (service(tuning={"dev": Tuning(runs_on=ARM)}), (place("dev"),), ("linux/arm64",)),
        (service(runs_on=Fargate(system="WINDOWS_SERVER_2022_CORE")), (), ("windows/amd64",)),
        (service(runs_on=EC2()), (place("dev"),), ()),
        (
            service(runs_on=EC2()),
            (place("dev", capacity=Capacity(architecture="ARM64")),),
            ("linux/arm64",),
        ),
        (
            service(runs_on=External()),
            (place("dev", capacity=Capacity(architecture="ARM64")),),
            (),
        ),
        (service(Build(platforms=("linux/arm64", "linux/amd64"))), (place("dev"),), None),
        (service(runs_on=ARM), (place("dev"), place("prod")), ("linux/arm64",)),
    ],
)
def test_an_image_is_made_for_what_carries_it(made, places, platforms) -> None:
    (want,) = wanted(made)
    expected = want.build.platforms if platforms is None else platforms
    assert platforms_of(want, places) == expected


def test_where_environments_differ_it_must_be_said_for_which() -> None:
    (want,) = wanted(service(tuning={"dev": Tuning(runs_on=ARM)}))
    places = (place("dev"), place("prod"))
    with pytest.raises(DefinitionError) as refused:
        platforms_of(want, places)
    assert "linux/arm64 in dev, linux/amd64 in prod" in refused.value.what
    assert 'platforms=("linux/amd64", "linux/arm64")' in refused.value.fix
    assert platforms_of(want, places[:1]) == ("linux/arm64",)


def test_checks_belong_to_images_that_are_built(root: Path) -> None:
    build = Build(secrets={})
    made = Worker(container=Container(image=build, checks=(Check(command=(), seconds=0),)))
    (want,) = wanted(Definition("web", made, "services/web.py"))
    with pytest.raises(BbfdError) as refused:
        recipe_of(want, str(root), (), variables={}, where=lambda file, field: Place(field))
    assert "container.checks.0.seconds" in str(refused.value)
    assert "container.checks.0.command" in str(refused.value)
