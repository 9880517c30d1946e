"""Which services of a run `--tag` speaks of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bbfd.cli.deploying import Asked
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from tests.unit.cli.projects import HELLO, MAILER, a_project

TUNED = MAILER.replace("Repository, Worker", "Repository, Tuning, Worker").replace(
    "memory=512)", 'memory=512), tuning={"local": Tuning(image="busybox:1")}'
)
HAND_WRITTEN = HELLO.replace(
    "nginx:1.27", "000000000000.dkr.ecr.eu-west-1.amazonaws.com/mirror/nginx:1.27"
)


def _tags(root: Path, *names: str, env: str = "local", **asked: Any) -> dict[str, str | None]:
    """Service -> the tag that it is deployed with."""
    project = Project(str(root))
    stacks = Stacks(project, project.environment(env))
    wished = Asked(tag="42", **asked).above(names, stacks.of(names), stacks)
    return {name: wishes.tag for name, (_, wishes) in zip(names, wished, strict=True)}


def test_one_service_gets_the_tag_whatever_its_image(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    assert _tags(root, "hello") == {"hello": "42"}
    assert _tags(root, "mailer") == {"mailer": "42"}


def test_of_several_services_those_with_an_image_of_our_own_get_it(tmp_path: Path) -> None:
    root = a_project(tmp_path, hello=HELLO, mailer=MAILER, mirrored=HAND_WRITTEN)
    assert _tags(root, "hello", "mailer", "mirrored") == {
        "hello": None,
        "mailer": "42",
        "mirrored": None,
    }


def test_what_counts_is_the_image_in_this_environment(tmp_path: Path) -> None:
    root = a_project(tmp_path, tuned=TUNED, mailer=MAILER)
    assert _tags(root, "tuned", "mailer") == {"tuned": None, "mailer": "42"}
    assert _tags(root, "tuned", "mailer", env="prod") == {"tuned": "42", "mailer": "42"}


def test_the_only_service_was_not_named_where_all_are_meant(tmp_path: Path) -> None:
    assert _tags(a_project(tmp_path, hello=HELLO), "hello", every=True) == {"hello": None}


@pytest.mark.parametrize("names", [("hello", "mailer"), ("mailer", "hello")])
def test_a_service_with_an_image_given_needs_no_tag_and_is_not_named(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    root = a_project(tmp_path)
    project = Project(str(root))
    stacks = Stacks(project, project.environment("local"))
    asked = Asked(tag="42", images=("hello=nginx:9",))
    wanted = stacks.of(names)
    assert asked.untagged(names, wanted) == ()
    wishes = dict(zip(names, (w for _, w in asked.above(names, wanted, stacks)), strict=True))
    assert (wishes["hello"].image, wishes["hello"].tag) == ("nginx:9", None)
    assert (wishes["mailer"].image, wishes["mailer"].tag) == (None, "42")


def test_without_a_tag_nobody_is_named(tmp_path: Path) -> None:
    project = Project(str(a_project(tmp_path)))
    stacks = Stacks(project, project.environment("local"))
    names = ("hello", "mailer")
    assert Asked().untagged(names, stacks.of(names)) == ()
