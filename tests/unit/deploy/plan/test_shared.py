"""A registry that other projects use too."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.progress import Proposed
from bbfd.deploy.run.execute import deploy
from bbfd.errors import AwsError, Refused, Trouble
from bbfd.model.stack import Stack
from tests.unit.deploy.fakes import UPDATES, FakeAws, stack, trouble

NAME = "bbfd-registry-main"
TAGS = {"bbfd:registry": "main"}


def _body(*names: str) -> dict[str, Any]:
    return {
        "Resources": {
            f"Repository{name.title()}": {
                "Type": "AWS::ECR::Repository",
                "Properties": {"RepositoryName": name},
            }
            for name in names
        },
        "Outputs": {f"Repository{name.title()}": {"Value": name} for name in names},
    }


def _registry(*names: str) -> Stack:
    return stack(name=NAME, body=_body(*names), tags=TAGS)


def _deployed(*names: str) -> FakeAws:
    aws = FakeAws()
    aws.stacks.course = tuple(
        (at, NAME if one == "dev-web" else one, status, why) for at, one, status, why in UPDATES
    )
    outputs = dict(_body(*names)["Outputs"])
    aws.stacks.there(name=NAME, tags=TAGS, outputs=outputs, change_set="arn:set/bbfd-1/1")
    aws.stacks.bodies = _body(*names)
    aws.still.repositories_of = names
    return aws


def _sent(aws: FakeAws) -> Any:
    return json.loads(aws.stacks.submissions[0].body)


def test_a_repository_that_another_project_made_is_kept_with_its_output() -> None:
    aws = _deployed("shop", "web")
    deploy(_registry("web", "other"), Wishes(), aws.means())
    assert _sent(aws) == _body("web", "other", "shop")


def test_what_is_kept_is_said_with_how_it_goes() -> None:
    aws = _deployed("shop", "web")
    deploy(_registry("web"), Wishes(), aws.means())
    (note,) = aws.said(Proposed)[0].proposal.notes
    assert "repository shop is kept" in note
    assert "aws ecr delete-repository --force --repository-name shop" in note


def test_a_repository_that_was_deleted_by_hand_is_forgotten() -> None:
    aws = _deployed("shop", "web")
    aws.still.repositories_of = ("web",)
    deploy(_registry("web"), Wishes(), aws.means())
    assert _sent(aws) == _body("web")


def test_where_repositories_may_not_be_listed_all_are_kept() -> None:
    aws = _deployed("shop", "web")
    aws.order("repositories", trouble(Trouble.DENIED))
    deploy(_registry("web"), Wishes(), aws.means())
    assert _sent(aws) == _body("web", "shop")


def test_where_the_deployed_template_cannot_be_read_nothing_is_changed() -> None:
    aws = _deployed("shop", "web")
    aws.order("template", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        deploy(_registry("web"), Wishes(), aws.means())
    aws.stacks.bodies = {}
    with pytest.raises(Refused, match="what others put there is not known"):
        deploy(_registry("web"), Wishes(), aws.means())
    assert aws.stacks.submissions == []


def test_a_registry_that_holds_what_others_put_there_stays_guarded() -> None:
    aws = _deployed("shop", "web")
    life = next(iter(aws.stacks.lives.values()))
    life.state = replace(life.state, termination_protection=True)
    deploy(_registry("web"), Wishes(), aws.means())
    assert "unguard" not in aws.calls


def test_a_registry_that_holds_nothing_of_others_costs_no_further_call() -> None:
    aws = _deployed("web")
    deploy(_registry("web"), Wishes(), aws.means())
    assert "template" not in aws.calls


def test_a_service_loses_what_its_definition_no_longer_has() -> None:
    aws = FakeAws()
    aws.stacks.there(outputs={"RepositoryShop": "shop"})
    aws.stacks.bodies = _body("shop")
    aws.stacks.course = UPDATES
    deploy(stack(), Wishes(), aws.means())
    assert "RepositoryShop" not in aws.stacks.submissions[0].body
