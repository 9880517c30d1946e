"""A symptom is told as a cause only where nothing unheard of was said."""

from __future__ import annotations

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
