"""A tag in ECR becomes the digest that it names, and is looked up only where something is asked anyway."""

from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.plan.values import Values, looked_up, resolve
from bbfd.deploy.records import StackState
from bbfd.errors import Refused
from bbfd.model.stack import DEPLOYED, FromDeployment, FromImage, Parameter
from tests.unit.deploy.fakes import FakeAws, stack

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"
OLD, NEW = (f"sha256:{digit * 64}" for digit in "ab")
FACTS = tuple(
    Parameter(name=name, type="String", default="-", source=FromDeployment(fact=fact))
    for name, fact in DEPLOYED.items()
)


def _image(default: str | None = None, repository: str = ECR, **more: bool) -> Parameter:
    source = FromImage(container="app", repository=repository, **more)
    return Parameter(name="Image", type="String", default=default, source=source)


def _values(
    parameter: Parameter,
    *,
    held: dict[str, str] | None = None,
    before: dict[str, str] | None = None,
    aws: FakeAws | None = None,
    **wishes: Any,
) -> Values:
    aws = aws or FakeAws()
    aws.still.digests_of = held or {}
    state = None
    if before is not None:
        state = StackState(id="arn:1", name="dev-web", status="UPDATE_COMPLETE", parameters=before)
    return resolve(stack(parameter, *FACTS), state, Wishes(**wishes), aws.means())


def _pinned(*args: Any, **more: Any) -> tuple[str, str]:
    found = _values(*args, **more).values
    return found["Image"], found["Version"]


def test_a_tag_becomes_the_digest_it_names_and_the_version_tells_the_tag() -> None:
    held = {f"{ECR}:1": OLD}
    assert _pinned(_image(), held=held, tag="1") == (f"{ECR}@{OLD}", "1")
    assert _pinned(_image(f"{ECR}:1"), held=held) == (f"{ECR}@{OLD}", "1")


def test_of_an_image_with_both_ecs_gets_the_digest_and_the_version_the_tag() -> None:
    held = {f"{ECR}@{OLD}": OLD}
    both = f"{ECR}:1@{OLD}"
    assert _pinned(_image(), held=held, image=both) == (f"{ECR}@{OLD}", "1")
    before = {"Image": f"{ECR}@{OLD}", "Version": "1"}
    assert _pinned(_image(), image=both, before=before) == (f"{ECR}@{OLD}", "1")


def test_a_digest_alone_is_told_short() -> None:
    held = {f"{ECR}@{OLD}": OLD}
    assert _pinned(_image(), held=held, tag=OLD) == (f"{ECR}@{OLD}", OLD[:19])


@pytest.mark.parametrize("elsewhere", ["nginx:1", ECR.replace("eu-west-1", "eu-west-2") + ":1"])
def test_an_image_from_elsewhere_stays_as_it_is(elsewhere: str) -> None:
    aws = FakeAws()
    found = _values(_image(elsewhere, elsewhere.rpartition(":")[0]), aws=aws)
    assert found.values["Image"] == elsewhere
    assert aws.calls == []


def test_the_tag_that_the_stack_was_deployed_with_is_not_looked_up() -> None:
    aws = FakeAws()
    before = {"Image": f"{ECR}@{OLD}", "Version": "1"}
    found = _values(_image(f"{ECR}:1"), aws=aws, before=before)
    assert found.values["Image"] == f"{ECR}@{OLD}"
    assert found.values["Version"] == "1"
    assert found.notes == ()
    assert aws.calls == []


def test_what_the_stack_has_keeps_the_version_that_it_tells() -> None:
    before = {"Image": f"{ECR}@{OLD}", "Version": "1"}
    assert _pinned(_image(), before=before) == (f"{ECR}@{OLD}", "1")
    assert _pinned(_image(), before={"Image": f"{ECR}@{OLD}", "Version": "-"})[1] == OLD[:19]


def test_another_tag_is_looked_up() -> None:
    before = {"Image": f"{ECR}@{OLD}", "Version": "1"}
    found = _pinned(_image(f"{ECR}:2"), held={f"{ECR}:2": NEW}, before=before)
    assert found == (f"{ECR}@{NEW}", "2")


@pytest.mark.parametrize("value", [f"{ECR}@{OLD}", f"{ECR}:1"])
def test_a_tag_that_moved_is_a_change_once_something_is_asked(value: str) -> None:
    aws, parameter = FakeAws(), _image(f"{ECR}:1")
    found = _values(parameter, aws=aws, before={"Image": value, "Version": "1"})
    aws.still.digests_of = {f"{ECR}:1": NEW}
    again = looked_up(stack(parameter, *FACTS), found, aws.means())
    assert again.values["Image"] == f"{ECR}@{NEW}"
    assert again.values["Version"] == "1"
    assert again.values["Digest"] != found.values["Digest"]
    assert again.tags == {}


def test_a_tag_that_is_gone_leaves_what_the_stack_has() -> None:
    aws, parameter = FakeAws(), _image(f"{ECR}:1")
    found = _values(parameter, aws=aws, before={"Image": f"{ECR}@{OLD}", "Version": "1"})
    assert looked_up(stack(parameter, *FACTS), found, aws.means()).values == found.values


def test_where_tags_cannot_move_none_is_looked_up_for_a_stack_that_stays() -> None:
    aws = FakeAws()
    before = {"Image": f"{ECR}@{OLD}", "Version": "1"}
    for ours, calls in ((True, []), (False, ["digest"])):
        parameter = _image(f"{ECR}:1", ours=ours)
        found = _values(parameter, aws=aws, before=before)
        looked_up(stack(parameter, *FACTS), found, aws.means(), all_of_them=False)
        assert aws.calls == calls


def test_what_runs_is_kept_by_its_tag_where_the_stack_tells_one() -> None:
    aws = FakeAws()
    aws.stacks.bodies = {"Parameters": {"Image": {"Default": f"{ECR}:1"}}}
    found = _values(
        _image(f"{ECR}:1"),
        aws=aws,
        held={f"{ECR}:1": OLD},
        before={"Image": f"{ECR}@{NEW}", "Version": "2"},
    )
    assert found.notes == ("the definition says 1, 2 runs: `--tag 2` keeps it",)


def test_an_image_that_bbfd_builds_is_pushed_by_bbfd() -> None:
    with pytest.raises(Refused) as refused:
        _values(_image(ours=True, built=True), tag="1")
    assert refused.value.fix.split("\n")[1:] == [
        "bbfd push web --env dev --tag 1",
        "bbfd deploy web --env dev --tag 1",
    ]
    with pytest.raises(Refused) as refused:
        _values(_image(ours=True, built=True))
    assert "`bbfd release web --env dev` builds" in refused.value.fix


def test_an_image_of_a_repository_of_ours_is_pushed_by_bbfd_once_it_is_there() -> None:
    with pytest.raises(Refused) as refused:
        _values(_image(ours=True), tag="1")
    assert refused.value.fix.split("\n")[1:] == [
        "docker build -t web:1 .",
        "bbfd push web --env dev --image web:1 --tag 1",
        "bbfd deploy web --env dev --tag 1",
    ]
