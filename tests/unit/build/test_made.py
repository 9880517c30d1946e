"""Images of our own: rendered as a Repository is, and refused where they cannot be made or tried."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd import (
    EC2,
    Build,
    BuildSecret,
    Capacity,
    Check,
    Container,
    Fargate,
    HttpCheck,
    Repository,
    Worker,
)
from bbfd.build import build, build_registry
from bbfd.model.definition import Definition
from bbfd.model.stack import FromImage
from tests.unit.examples import environment, stack

ARM = Fargate(architecture="ARM64")


def refused(container: Container, **more: Any) -> list[tuple[str, str]]:
    where = {"capacity": more.pop("capacity")} if "capacity" in more else {}
    place = Definition("test", environment(**where), "environments/test.py")
    made = Worker(container=container, **more)
    found = build(Definition("web", made, "services/web.py"), place).refusals
    return [(each.field, each.what) for each in found]


@pytest.mark.parametrize("name", [None, "team/web"])
def test_a_build_is_rendered_exactly_as_a_repository(name: str | None) -> None:
    built, pulled = (
        stack(Worker(container=Container(image=image)))
        for image in (Build(repository=name), Repository(name=name))
    )
    assert built.body == pulled.body


def test_the_registry_makes_its_repository() -> None:
    place = environment()
    made = Worker(container=Container(image=Build(repository="team/web")))
    registry = build_registry(
        place.registry,
        (Definition("test", place, "environments/test.py"),),
        (Definition("web", made, "services/web.py"),),
    )
    assert "team/web" in str(registry.body)


def test_what_is_tried_in_it_changes_no_template() -> None:
    plain, tried = (
        stack(Worker(container=Container(image=Build(), checks=checks)))
        for checks in ((), (Check(command=("true",)), HttpCheck(port=80)))
    )
    assert tried.refusals == ()
    assert tried.body == plain.body


@pytest.mark.parametrize(
    ("container", "field", "said"),
    [
        (
            Container(image=Build(secrets={"a": BuildSecret()})),
            "container.image.secrets",
            "the build secret a has neither a file nor a variable, or both",
        ),
        (
            Container(image=Build(secrets={"a": BuildSecret(file="a", variable="A")})),
            "container.image.secrets",
            "the build secret a has neither a file nor a variable, or both",
        ),
        (
            Container(image=Build(secrets={"a,b": BuildSecret(file="a")})),
            "container.image.secrets",
            "the build secret 'a,b' cannot be handed to an engine",
        ),
        (
            Container(image=Build(secrets={"a": BuildSecret(file="a,src=b")})),
            "container.image.secrets",
            "the build secret 'a' cannot be handed to an engine",
        ),
        (
            Container(image=Build(cache="No Image")),
            "container.image.cache",
            "'No Image' is not the name of an image",
        ),
        (
            Container(image=Build(platforms=("linux/arm64",))),
            "container.image.platforms",
            "the image is built for linux/arm64, and runs on linux/amd64",
        ),
        (
            Container(image="a:1", checks=(Check(command=("true",)),)),
            "container.checks",
            "checks are tried in an image that BBFD builds, and this one is made elsewhere",
        ),
        (
            Container(image=Build(), checks=(Check(command=()),)),
            "container.checks.0.command",
            "a check without a command",
        ),
        (
            Container(image=Build(), checks=(HttpCheck(seconds=0),)),
            "container.checks.0.seconds",
            "a check that has 0 seconds",
        ),
    ],
)
def test_what_cannot_be_made_or_tried_is_refused(
    container: Container, field: str, said: str
) -> None:
    assert refused(container) == [(field, said)]


def test_what_is_no_platform_is_refused() -> None:
    found = refused(Container(image=Build(platforms=("arm",))))
    assert ("container.image.platforms", "'arm' is not a platform") in found


def test_an_image_must_be_made_for_what_carries_it() -> None:
    both = Container(image=Build(platforms=("linux/amd64", "linux/arm64")))
    arm = Container(image=Build(platforms=("linux/arm64",)))
    assert refused(both) == refused(both, runs_on=ARM) == refused(arm, runs_on=ARM) == []
    assert refused(arm, runs_on=EC2(), capacity=Capacity(architecture="X86_64")) == [
        (
            "container.image.platforms",
            "the image is built for linux/arm64, and runs on linux/amd64",
        )
    ]


def test_a_sidecar_is_looked_at_too() -> None:
    beside = Container(image="a:1", name="b", checks=(Check(command=("true",)),))
    found = refused(Container(image=Build()), sidecars=(beside,))
    assert [field for field, _ in found] == ["sidecars.0.checks"]


def test_a_sidecar_that_is_built_has_a_parameter_of_its_own() -> None:
    proxy = Container(name="proxy", image=Build(repository="team/proxy"))
    made = stack(Worker(container=Container(image=Build()), sidecars=(proxy,)))
    sources = {each.name: each.source for each in made.parameters}
    beside, main = sources["ImageProxy"], sources["Image"]
    assert isinstance(beside, FromImage)
    assert isinstance(main, FromImage)
    assert (beside.container, beside.main, beside.ours, beside.built) == (
        "proxy",
        False,
        True,
        True,
    )
    assert beside.repository.endswith("/team/proxy")
    assert main.main
    containers = made.body["Resources"]["Task"]["Properties"]["ContainerDefinitions"]
    assert [each["Image"] for each in containers] == [{"Ref": "Image"}, {"Ref": "ImageProxy"}]


def test_a_sidecar_that_is_not_built_has_its_version_in_the_template() -> None:
    proxy = Container(name="proxy", image=Repository(name="team/proxy", tag="1"))
    made = stack(Worker(container=Container(image=Build()), sidecars=(proxy,)))
    assert [p.name for p in made.parameters if isinstance(p.source, FromImage)] == ["Image"]
    bare = Container(name="proxy", image=Repository(name="team/proxy"))
    [(field, _)] = refused(Container(image=Build()), sidecars=(bare,))
    assert field == "sidecars.0.image"
