"""What runs is compared with what should run; where either is not known, that is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Ended
from bbfd.deploy.records import Rollout
from bbfd.deploy.run.execute import deploy
from bbfd.deploy.watch.verify import Verified, verify
from tests.unit.deploy.fakes import (
    SERVICE,
    SERVICE_BODY,
    SERVICE_RESOURCES,
    TASKS,
    FakeAws,
    service,
    stack,
)
from tests.unit.deploy.runs import updating

OTHER = TASKS.replace("web:2", "web:1")
UNKNOWN_BODY: Mapping[str, Any] = {
    "Resources": {
        "Service": {
            "Type": "AWS::ECS::Service",
            "Properties": {"TaskDefinition": {"Fn::ImportValue": "tasks"}},
        }
    }
}


def _verified(aws: FakeAws, body: Mapping[str, Any], **outputs: str) -> Verified:
    aws.stacks.held = SERVICE_RESOURCES
    return verify(body, "arn:stack/dev-web/0", aws.means(), patience=0, outputs=outputs)


def test_a_service_without_a_primary_deployment_is_not_known_to_run_what_was_asked_for() -> None:
    aws = FakeAws()
    aws.services.states = [(service(rollouts=()),)]
    found = _verified(aws, SERVICE_BODY)
    assert found.ill == ()
    assert found.unknown == "which revision web runs is not known: ECS tells no PRIMARY deployment"


def test_a_service_whose_revision_nothing_names_is_not_known_to_run_it() -> None:
    aws = FakeAws()
    aws.services.states = [(service(),)]
    found = _verified(aws, UNKNOWN_BODY)
    assert (found.ill, found.unknown) == ((), "which revision web should run is not known")


def test_where_no_output_tells_the_revision_the_resources_do() -> None:
    aws = FakeAws()
    primary = Rollout(id="1", primary=True, task_definition=OTHER, state="COMPLETED")
    aws.services.states = [(service(rollouts=(primary,)),)]
    found = _verified(aws, SERVICE_BODY, Service=SERVICE)
    assert found.ill == ("the service web runs web:1, not web:2",)
    assert found.unknown == ""


@pytest.mark.parametrize(("named", "ill"), [(TASKS, 0), (OTHER, 1)])
def test_a_revision_that_the_template_names_outright_is_compared(named: str, ill: int) -> None:
    aws = FakeAws()
    aws.services.states = [(service(),)]
    body = {
        "Resources": {
            "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": named}}
        }
    }
    found = _verified(aws, body)
    assert (len(found.ill), found.unknown) == (ill, "")


def test_an_unknown_revision_is_no_failure_and_not_called_verified() -> None:
    aws = updating()
    aws.services.states = [(service(rollouts=()),)]
    aws.stacks.held = SERVICE_RESOURCES
    outcome = deploy(stack(body=SERVICE_BODY), Wishes(), aws.means())
    assert (outcome.ended, outcome.exit_code, outcome.verified) == (Ended.UPDATED, 0, False)
    assert any("is not known" in note for note in outcome.notes)
