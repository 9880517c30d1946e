"""A stack that stands as our own last change set left it is known by its digest: no other one is made."""

from __future__ import annotations

from bbfd.deploy.plan.digest import UNRESOLVED
from tests.functional.aws import Aws
from tests.functional.projects import Project

STACK = "local-hello"
AGAIN = ("deploy", "hello", "--env", "local")


def _last(aws: Aws) -> str:
    (found,) = aws["cloudformation"].describe_stacks(StackName=STACK)["Stacks"]
    return str(found.get("ChangeSetId", ""))


def test_again_no_change_set_is_made_as_the_digest_says_enough(deployed: Project) -> None:
    with deployed.aws() as aws:
        before = _last(aws)
    assert ":changeSet/bbfd-" in before
    assert UNRESOLVED in deployed.done(*AGAIN).words
    with deployed.aws() as aws:
        assert _last(aws) == before


def test_after_an_update_by_another_tool_cloudformation_is_asked(deployed: Project) -> None:
    with deployed.aws() as aws:
        (found,) = aws["cloudformation"].describe_stacks(StackName=STACK)["Stacks"]
        aws["cloudformation"].update_stack(
            StackName=STACK,
            UsePreviousTemplate=True,
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[
                {"ParameterKey": p["ParameterKey"], "UsePreviousValue": True}
                for p in found["Parameters"]
            ],
            Tags=[*found["Tags"], {"Key": "by", "Value": "hand"}],
        )
        aws["cloudformation"].get_waiter("stack_update_complete").wait(
            StackName=STACK, WaiterConfig={"Delay": 1}
        )
        assert _last(aws) == ""
    assert UNRESOLVED not in deployed.done(*AGAIN, "--yes").words
