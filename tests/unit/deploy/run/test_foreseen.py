"""What would stop a later stack of a run stops the run before anything is done."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.progress import Finished, Ran
from bbfd.deploy.run.several import Run, deploy_run
from bbfd.errors import Refused
from bbfd.model.stack import (
    FromImage,
    FromListener,
    FromStack,
    FromTags,
    FromZone,
    Parameter,
    Refusal,
    Source,
    Stack,
)
from tests.unit.deploy.fakes import Course, FakeAws, stack
from tests.unit.deploy.runs import left_nothing

IMAGE = FromImage(container="app", repository="nginx")
FIRST = stack(name="env")


def _with(source: Source, **more: Any) -> Stack:
    return stack(Parameter(name="P", type="String", source=source), **more)


def _beneath(*stacks: Stack) -> Run:
    return Run(beneath=tuple((one, Wishes()) for one in stacks))


def _run(*stacks: Stack, aws: FakeAws) -> list[Ended]:
    return [o.ended for o in deploy_run(_beneath(*stacks), aws.means()).outcomes]


def _refused(second: Stack, aws: FakeAws, match: str) -> None:
    with pytest.raises(Refused, match=match):
        _run(FIRST, second, aws=aws)
    assert "execute" not in aws.calls
    assert left_nothing(aws)


def test_an_image_that_is_not_known() -> None:
    _refused(_with(IMAGE), FakeAws(), "no image is known for container app")


def test_a_domain_that_has_no_zone() -> None:
    _refused(_with(FromZone(domain="example.com")), FakeAws(), "example.com")


def test_subnets_of_a_network_that_is_not_found() -> None:
    vpc = Parameter(name="Vpc", type="String", source=FromTags(what="vpc", tags=(("a", "b"),)))
    subnets = FromTags(what="subnets", tags=(("c", "d"),), vpc="Vpc")
    second = stack(Parameter(name="Subnets", type="String", source=subnets), vpc)
    _refused(second, FakeAws(), "VPC")


def test_an_output_of_a_stack_that_is_not_of_this_run() -> None:
    second = _with(FromStack(stack="other", output="Vpc"))
    _refused(second, FakeAws(), "the stack other, which does not exist")


def test_a_stack_in_a_state_from_which_no_deploy_starts() -> None:
    aws = FakeAws()
    aws.stacks.there("UPDATE_ROLLBACK_FAILED")
    _refused(stack(), aws, "UPDATE_ROLLBACK_FAILED")


def test_a_stack_that_is_not_ours() -> None:
    aws = FakeAws()
    aws.stacks.there(tags={})
    _refused(stack(), aws, "was not made by bbfd")


def test_a_stack_that_could_not_be_built() -> None:
    _refused(stack(refusals=(Refusal(what="no port", fix="name one"),)), FakeAws(), "no port")


def test_what_follows_from_a_stack_of_this_run_is_known_only_after_it() -> None:
    aws = FakeAws()
    aws.stacks.course = ((0, "env", "CREATE_IN_PROGRESS", ""), (3, "env", "CREATE_COMPLETE", ""))
    listener = FromListener(listener="L", first=1, last=9, conditions=())
    second = stack(
        Parameter(name="L", type="String", source=FromStack(stack="env", output="Listener")),
        Parameter(name="Priority", type="Number", source=listener),
    )
    assert _run(FIRST, second, aws=aws) == [Ended.CREATED, Ended.REFUSED]
    assert aws.calls.count("execute") == 1
    assert "which has no such output" in aws.said(Finished)[-1].outcome.reason


def test_a_missing_secret_of_a_first_deploy_is_known_before_anything_is_made() -> None:
    aws = FakeAws()
    aws.still.secrets_missing = ("gone",)
    container = {"Name": "app", "Secrets": [{"Name": "KEY", "ValueFrom": "gone"}]}
    task = {
        "Type": "AWS::ECS::TaskDefinition",
        "Properties": {"ContainerDefinitions": [container]},
    }
    asked = ((FIRST, Wishes()), (stack(body={"Resources": {"Task": task}}), Wishes()))
    with pytest.raises(Refused, match="gone does not exist"):
        deploy_run(Run(beneath=asked[:1], services=asked[1:]), aws.means())
    assert left_nothing(aws)


def _needs(*references: str, name: str) -> Stack:
    """A service whose tasks are started with these secrets."""
    secrets = [{"Name": "KEY", "ValueFrom": one} for one in references]
    task = {
        "Type": "AWS::ECS::TaskDefinition",
        "Properties": {"ContainerDefinitions": [{"Name": "app", "Secrets": secrets}]},
    }
    return stack(name=name, body={"Resources": {"Task": task}})


def _of_two(aws: FakeAws, *, keep_going: bool, after: dict[str, tuple[str, ...]]) -> Run:
    aws.still.secrets_missing = ("gone",)
    services = (_needs("gone", name="ill"), _needs("there", name="well"), _needs(name="last"))
    return Run(
        beneath=((FIRST, Wishes()),),
        services=tuple((one, Wishes()) for one in services),
        keep_going=keep_going,
        after=after,
    )


def _course(*names: str) -> Course:
    return tuple(
        (at, name, status, "")
        for at, status in ((0, "CREATE_IN_PROGRESS"), (3, "CREATE_COMPLETE"))
        for name in names
    )


def test_the_service_that_would_be_refused_is_blamed_and_not_what_was_looked_at_meanwhile() -> None:
    aws = FakeAws()
    with pytest.raises(Refused, match="gone does not exist"):
        deploy_run(_of_two(aws, keep_going=False, after={}), aws.means())
    (ran,) = aws.said(Ran)
    assert [(one.stack, one.ended) for one in ran.outcomes] == [("ill", Ended.REFUSED)]
    assert {*ran.untried} == {"env", "well", "last"}
    assert left_nothing(aws)


def test_with_keep_going_all_but_it_and_what_comes_after_it_are_deployed() -> None:
    aws = FakeAws()
    aws.stacks.course = _course("env", "well")
    ran = deploy_run(_of_two(aws, keep_going=True, after={"last": ("ill",)}), aws.means())
    assert [(one.stack, one.ended) for one in ran.outcomes] == [
        ("env", Ended.CREATED),
        ("ill", Ended.REFUSED),
        ("well", Ended.CREATED),
    ]
    assert ran.untried == {"last": "it comes after ill, which did not end well"}
    assert ran.exit_code == 3
    assert [one.stack for one in aws.said(Finished)] == ["ill", "env", "well"]


def test_what_services_stand_on_is_not_left_out_with_keep_going() -> None:
    aws = FakeAws()
    aws.stacks.there("UPDATE_ROLLBACK_FAILED", name="beneath")
    asked = ((FIRST, Wishes()), (stack(name="beneath"), Wishes()))
    run = Run(beneath=asked, services=((stack(), Wishes()),), keep_going=True)
    with pytest.raises(Refused, match="UPDATE_ROLLBACK_FAILED"):
        deploy_run(run, aws.means())
    (ran,) = aws.said(Ran)
    assert [one.stack for one in ran.outcomes] == ["beneath"]
    assert left_nothing(aws)
