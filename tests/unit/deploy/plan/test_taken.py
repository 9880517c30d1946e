"""Repositories that a stack would make, and that a deletion kept before."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Outcome
from bbfd.deploy.records import Change, Resource, StackState
from bbfd.deploy.run.execute import deploy
from bbfd.errors import Refused, Trouble
from tests.unit.deploy.fakes import UPDATES, FakeAws, FakeStacks, stack, trouble

KIND = "AWS::ECR::Repository"
IMPORTED = Change(action="import", logical_id="RepositoryWeb", type=KIND, physical_id="web")
MADE = Change(action="add", logical_id="RepositoryWeb", type=KIND)


def _body(policy: str) -> dict[str, Any]:
    repository = {
        "Type": KIND,
        "DeletionPolicy": policy,
        "Properties": {"RepositoryName": "web"},
    }
    return {"Resources": {"RepositoryWeb": repository}}


def _aws(*there: str) -> FakeAws:
    aws = FakeAws()
    aws.still.repositories_of = there
    aws.stacks.changes = (MADE,)
    return aws


def _deployed(aws: FakeAws, *, policy: str = "Retain", adopt: bool = False) -> Outcome:
    return deploy(stack(body=_body(policy)), Wishes(adopt=adopt), aws.means())


def test_a_repository_that_exists_is_refused_with_both_ways_out() -> None:
    aws = _aws("web")
    with pytest.raises(Refused) as raised:
        _deployed(aws)
    assert "web (AWS::ECR::Repository)" in raised.value.what
    assert "`bbfd deploy web --env dev --adopt`" in raised.value.fix
    assert "`aws ecr delete-repository --force --repository-name web`" in raised.value.fix
    assert aws.stacks.submissions == []


class MadeMeanwhile(FakeStacks):
    """Somebody else makes the stack, and its repository, once it was looked at."""

    def describe(self, name: str) -> StackState | None:
        found = super().describe(name)
        if found is None:
            self.there("CREATE_COMPLETE", outputs={"RepositoryWeb": "web"})
        return found


def test_a_repository_that_another_first_deployment_made_meanwhile_is_the_stacks_own() -> None:
    aws = _aws("web")
    aws.stacks = MadeMeanwhile(aws.clock, aws.ordered)
    aws.stacks.course = UPDATES
    assert _deployed(aws).good


def test_where_it_could_not_be_taken_over_that_way_is_not_offered() -> None:
    with pytest.raises(Refused) as raised:
        _deployed(_aws("web"), policy="Delete", adopt=True)
    assert "--adopt" not in raised.value.fix
    assert "delete-repository" in raised.value.fix


def test_with_adopt_it_is_taken_into_the_stack_and_never_deleted_by_a_rollback() -> None:
    aws = _aws("web")
    aws.stacks.changes = (IMPORTED,)
    assert _deployed(aws, adopt=True).good
    (sent,) = aws.stacks.submissions
    assert sent.takes_over
    assert aws.stacks.keeps == [False]


def test_a_change_set_that_would_make_it_after_all_is_discarded() -> None:
    aws = _aws("web")
    with pytest.raises(Refused, match="does not take over"):
        _deployed(aws, adopt=True)
    assert aws.stacks.sets == {}
    assert "execute" not in aws.calls


def test_where_it_does_not_exist_it_is_made_as_ever() -> None:
    aws = _aws("other")
    assert _deployed(aws).good
    assert not aws.stacks.submissions[0].takes_over
    assert aws.stacks.keeps == [True]


def test_whether_it_exists_is_left_to_aws_where_it_may_not_be_asked() -> None:
    aws = _aws("web")
    aws.order("repositories", trouble(Trouble.DENIED))
    assert _deployed(aws).good


def test_what_is_in_the_stack_already_is_its_own() -> None:
    aws = _aws("web")
    aws.stacks.there()
    aws.stacks.course = UPDATES
    aws.stacks.held = (
        Resource(
            logical_id="RepositoryWeb", type=KIND, status="CREATE_COMPLETE", physical_id="web"
        ),
    )
    assert _deployed(aws).good
    assert "repositories" not in aws.calls


def test_an_output_says_without_a_call_that_it_is_in_the_stack() -> None:
    aws = _aws("web")
    aws.stacks.there(outputs={"RepositoryWeb": "uri"})
    aws.stacks.course = UPDATES
    assert _deployed(aws).good
    before = aws.calls[: aws.calls.index("create_change_set")]
    assert not {"resources", "repositories"} & set(before)


def test_a_repository_that_a_later_service_brings_back_is_met_as_well() -> None:
    aws = _aws("web")
    aws.stacks.there(outputs={"Other": "x"})
    with pytest.raises(Refused, match="kept by a deletion"):
        _deployed(aws)
