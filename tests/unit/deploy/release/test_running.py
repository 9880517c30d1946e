"""What is promoted is what runs."""

from dataclasses import replace

import pytest

from bbfd.deploy.records import Resource
from bbfd.deploy.release.running import Deployed, deployed, differing
from bbfd.errors import Refused, Trouble
from bbfd.model.stack import FromImage, Parameter
from tests.unit.deploy.fakes import SERVICE, FakeAws, stack, trouble

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"
DIGEST = f"sha256:{'a' * 64}"
APP = FromImage(container="app", repository=ECR, ours=True, built=True)
WEB = stack(Parameter(name="Image", type="String", source=APP))


def _aws(image: str, version: str = "1", status: str = "UPDATE_COMPLETE") -> FakeAws:
    aws = FakeAws()
    aws.stacks.there(name=WEB.name, status=status, parameters={"Image": image, "Version": version})
    return aws


def test_an_image_by_its_digest_with_the_version_that_is_told() -> None:
    [found] = deployed(WEB, _aws(f"{ECR}@{DIGEST}"))
    assert found == Deployed(container="app", repository=ECR, digest=DIGEST, tag="1")
    [untold] = deployed(WEB, _aws(f"{ECR}@{DIGEST}", version=DIGEST[:19]))
    assert untold.tag == ""


def test_the_image_of_a_sidecar_that_is_built_comes_along() -> None:
    source = replace(APP, container="proxy", repository=f"{ECR}-proxy", main=False)
    both = stack(*WEB.parameters, Parameter(name="ImageProxy", type="String", source=source))
    aws = _aws(f"{ECR}@{DIGEST}")
    with pytest.raises(Refused):
        deployed(both, aws)
    values = {"Image": f"{ECR}@{DIGEST}", "ImageProxy": f"{ECR}-proxy@{DIGEST}", "Version": "1"}
    aws.stacks.there(name=both.name, status="UPDATE_COMPLETE", parameters=values)
    found = [(one.container, one.repository, one.tag) for one in deployed(both, aws)]
    assert found == [("app", ECR, "1"), ("proxy", f"{ECR}-proxy", "")]


def test_after_a_rollback_what_ran_before_runs() -> None:
    [found] = deployed(WEB, _aws(f"{ECR}@{DIGEST}", status="UPDATE_ROLLBACK_COMPLETE"))
    assert found.tag == "1"


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "ROLLBACK_COMPLETE", "UPDATE_FAILED"])
def test_of_a_stack_that_is_not_well_nothing_is_promoted(status: str) -> None:
    with pytest.raises(Refused, match=status):
        deployed(WEB, _aws(f"{ECR}@{DIGEST}", status=status))


def test_where_nothing_runs_there_is_nothing_to_promote() -> None:
    with pytest.raises(Refused, match="nothing runs") as refused:
        deployed(WEB, FakeAws())
    assert "bbfd release web --env dev" in refused.value.fix


def test_a_tag_is_no_digest_and_the_fix_brings_one_there() -> None:
    with pytest.raises(Refused) as refused:
        deployed(WEB, _aws(f"{ECR}:1"))
    assert refused.value.fix.startswith("`bbfd release web --env dev`")
    plain = stack(Parameter(name="Image", type="String", source=replace(APP, built=False)))
    with pytest.raises(Refused) as refused:
        deployed(plain, _aws(f"{ECR}:1"))
    assert "`bbfd push web --env dev --image NAME:1 --tag 1`" in refused.value.fix
    assert "`bbfd deploy web --env dev --tag 1 --force`" in refused.value.fix


def test_an_image_of_others_is_for_the_definition_to_name() -> None:
    source = FromImage(container="app", repository="busybox")
    plain = stack(Parameter(name="Image", type="String", source=source))
    assert deployed(plain, _aws("busybox:1.36")) == ()
    with pytest.raises(Refused) as refused:
        deployed(plain, FakeAws())
    assert "`bbfd deploy web --env dev`" in refused.value.fix


def test_what_a_stack_of_somebody_else_runs_is_not_promoted() -> None:
    aws = FakeAws()
    values = {"Image": f"{ECR}@{DIGEST}"}
    aws.stacks.there(name=WEB.name, tags={"bbfd:service": "other"}, parameters=values)
    with pytest.raises(Refused):
        deployed(WEB, aws)


def _running(image: str) -> tuple[FakeAws, tuple[Deployed, ...]]:
    aws = _aws(f"{ECR}@{DIGEST}")
    aws.services.runs_images = {"app": image}
    aws.stacks.held = (
        Resource(
            logical_id="Service",
            physical_id=SERVICE,
            type="AWS::ECS::Service",
            status="OK",
            reason="",
        ),
    )
    return aws, deployed(WEB, aws)


def test_what_ecs_runs_as_the_stack_has_it_needs_no_word() -> None:
    aws, found = _running(f"{ECR}@{DIGEST}")
    assert differing(WEB, found, aws) == ()


@pytest.mark.parametrize(
    "image", [f"{ECR}@sha256:{'b' * 64}", f"{ECR}:by-hand", "busybox@" + DIGEST]
)
def test_where_ecs_runs_something_else_than_the_stack_has_that_is_said(image: str) -> None:
    aws, found = _running(image)
    [note] = differing(WEB, found, aws)
    assert f"ECS runs {image} as app of dev-web" in note
    assert f"{ECR}@{DIGEST}" in note
    assert "is promoted" in note


@pytest.mark.parametrize("call", ["resources", "describe_services", "images_of"])
def test_where_nobody_may_look_what_ecs_runs_that_is_said_and_no_more(call: str) -> None:
    aws, found = _running(f"{ECR}@{DIGEST}")
    aws.order(call, trouble(Trouble.DENIED))
    [note] = differing(WEB, found, aws)
    assert "whether ECS runs what dev-web was deployed with was not checked" in note


def test_what_has_no_ecs_service_runs_nothing_else() -> None:
    aws, found = _running(f"{ECR}:else")
    aws.stacks.held = ()
    assert differing(WEB, found, aws) == ()
