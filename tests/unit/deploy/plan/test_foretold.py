"""A service whose environment changes first, in one diff."""

from __future__ import annotations

from typing import Any

from bbfd.deploy.means import Wishes
from bbfd.deploy.plan.foretold import foretold
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Replacement
from bbfd.deploy.states import Step
from bbfd.errors import Refused
from bbfd.model.stack import FromImage, FromStack, Parameter
from tests.unit.deploy.fakes import FakeAws, stack

NOT_YET = Refused("Provider comes from the stack env", fix="deploy it")
PARAMETERS = (
    Parameter(name="Provider", type="String", source=FromStack(stack="env", output="Provider")),
    Parameter(
        name="Image",
        type="String",
        default="nginx:2",
        source=FromImage(container="app", repository="nginx"),
    ),
)


def _body(memory: str, *more: str) -> dict[str, Any]:
    return {
        "Resources": {
            "Task": {
                "Type": "AWS::ECS::TaskDefinition",
                "Properties": {"Memory": memory, "Image": {"Ref": "Image"}},
            },
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {"TaskDefinition": {"Ref": "Task"}},
            },
            **{name: {"Type": "T"} for name in more},
        }
    }


def _foretold(aws: FakeAws, beneath: tuple[str, ...] = ("env",)) -> Proposal:
    new = stack(*PARAMETERS, body=_body("1024", "Logs"))
    return foretold(new, Wishes(), NOT_YET, beneath, aws.means())


def _deployed() -> FakeAws:
    aws = FakeAws()
    aws.stacks.there(parameters={"Image": "nginx:1"})
    aws.stacks.bodies = _body("512", "Rule")
    return aws


def test_one_that_is_there_is_updated_and_compared_with_what_is_deployed() -> None:
    found = _foretold(_deployed())
    assert found.step is Step.UPDATE
    assert [(c.action, c.logical_id) for c in found.changes] == [
        ("modify", "Task"),
        ("modify", "Service"),
        ("add", "Logs"),
        ("remove", "Rule"),
    ]
    task, service, *_ = found.changes
    assert [(p.path, p.before, p.after) for p in task.properties] == [
        ("Memory", "512", "1024"),
        ("Image", "nginx:1", "nginx:2"),
    ]
    assert task.replacement is Replacement.ALWAYS
    assert [(p.path, p.cause) for p in service.properties] == [("TaskDefinition", "Task")]
    assert (found.before, found.values) == ({"Image": "nginx:1"}, {"Image": "nginx:2"})


def test_it_says_what_has_to_be_deployed_before_more_is_known() -> None:
    (note,) = _foretold(_deployed()).notes
    assert note.startswith("dev-web exists; its exact plan")
    assert note.endswith("is known once env is deployed")
    (note,) = _foretold(_deployed(), ("registry", "env")).notes
    assert note.endswith("is known once registry and env are deployed")


def test_one_that_is_not_there_is_created_as_its_template_says() -> None:
    found = _foretold(FakeAws())
    assert found.step is Step.CREATE
    assert {c.action for c in found.changes} == {"add"}
    assert found.notes == ("as its template says: Provider comes from the stack env",)


def test_nothing_is_left_behind() -> None:
    aws = _deployed()
    _foretold(aws)
    assert aws.stacks.submissions == []
