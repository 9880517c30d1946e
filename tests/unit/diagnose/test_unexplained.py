"""A symptom is told as a cause only where nothing unheard of was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.diagnose import (
    Evidence,
    Failure,
    Rolling,
    ServiceEvent,
    StoppedContainer,
    StoppedTask,
    diagnosed,
    explains,
)

BREAKER = Failure(
    logical_id="Service",
    type="AWS::ECS::Service",
    status="UPDATE_FAILED",
    reason="Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
)
STRANGE = "Flux capacitor misaligned"


def _cause(service: Rolling) -> str:
    (cause,) = diagnosed(Evidence(stack="prod-web", failures=(BREAKER,), services=(service,)))
    assert not explains(cause)
    return cause.id


@pytest.mark.parametrize(
    "service",
    [
        Rolling(name="web", tasks=(StoppedTask(arn="1", reason=STRANGE),)),
        Rolling(
            name="web",
            tasks=(
                StoppedTask(
                    arn="1", reason="", containers=(StoppedContainer(name="app", reason=STRANGE),)
                ),
            ),
        ),
        Rolling(name="web", events=(ServiceEvent(id="1", text=STRANGE, ill=True),)),
    ],
)
def test_what_nobody_recognises_is_unknown_though_its_symptom_is_known(service: Rolling) -> None:
    assert _cause(service) == ""


@pytest.mark.parametrize(
    "text",
    [
        "(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.",
        "(service web) rolling back to (deployment ecs-svc/0).",
    ],
)
def test_what_ecs_says_of_every_failure_is_nothing_unheard_of(text: str) -> None:
    service = Rolling(name="web", events=(ServiceEvent(id="1", text=text, ill=True),))
    assert _cause(service) == "circuit-breaker"


def test_who_cancelled_an_operation_needs_no_deeper_cause() -> None:
    by_hand = Failure(
        logical_id="prod-web",
        type="AWS::CloudFormation::Stack",
        status="UPDATE_ROLLBACK_IN_PROGRESS",
        reason="User Initiated",
        of_stack=True,
    )
    stopped = Rolling(
        name="web", tasks=(StoppedTask(arn="1", reason="Task stopped by (deployment 1)"),)
    )
    (cause,) = diagnosed(Evidence(stack="prod-web", failures=(by_hand,), services=(stopped,)))
    assert cause.id == "cancelled"


GOOD = ServiceEvent(id="1", text="(service web) has started 1 tasks: (task 4f2a).")
ILL = ServiceEvent(id="2", text="(service web) flux capacitor failed.", ill=True)


def test_what_goes_well_is_not_quoted_where_the_cause_is_unknown() -> None:
    service = Rolling(name="web", events=(GOOD, ILL))
    (cause,) = diagnosed(Evidence(stack="prod-web", services=(service,)))
    assert (cause.known, cause.evidence) == (False, (ILL.text,))


def test_an_unknown_cause_names_what_failed_and_no_property_of_it() -> None:
    strange = replace(BREAKER, reason=STRANGE)
    (cause,) = diagnosed(Evidence(stack="prod-web", failures=(strange,)))
    assert (cause.known, cause.resource, cause.path, cause.field) == (False, "Service", "", "")


def test_what_cloudformation_hands_on_of_a_task_is_recognised_as_that_of_the_task() -> None:
    reason = (
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to "
        "resolve ref registry.example.com/web:1: registry.example.com/web:1: not found"
    )
    pulled = Evidence(
        stack="prod-web",
        failures=(replace(BREAKER, reason=reason),),
        images={"app": "registry.example.com/web:1"},
    )
    (cause,) = diagnosed(pulled)
    assert (cause.id, cause.evidence) == ("image-not-found", (reason,))
    assert "registry.example.com/web:1 is not in its registry" in cause.what
