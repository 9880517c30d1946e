"""What is old goes; what runs, what the history within `keep` names, and what a rollback goes back to stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bbfd.deploy.kept.joined import before, joined
from bbfd.deploy.kept.records import End, Kept
from bbfd.deploy.kept.shelf import Shelf, Unreadable, folder_of
from bbfd.deploy.operate.prune import Pruning, prune
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.proposal import Intervention
from bbfd.deploy.records import Resource, Rollout
from bbfd.deploy.revisions import Revision
from bbfd.deploy.tasks import LiveTask
from bbfd.errors import AwsError, Interrupted, Refused, Trouble
from bbfd.report.outcome import outcome_lines
from tests.unit.deploy.fakes import (
    START,
    UPDATES,
    FakeAws,
    FakeServices,
    Ordered,
    service,
    stack,
    trouble,
)
from tests.unit.deploy.operate.tasks import live

FAMILY = "arn:aws:ecs:eu-west-1:111122223333:task-definition/dev-web"
SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/dev/web"


def arn(number: int) -> str:
    return f"{FAMILY}:{number}"


class Pruned(FakeServices):
    def __init__(self, ordered: Ordered) -> None:
        super().__init__(ordered)
        self.tasks_of: tuple[LiveTask, ...] = ()

    def live(self, cluster: str, family: str) -> tuple[LiveTask, ...]:
        self._ordered.call("live")
        return self.tasks_of


class Old(FakeAws):
    """A service with revisions, the newest of which its stack names, and deploys that are kept."""

    def __init__(self, revisions: int = 5, *, there: bool = True) -> None:
        super().__init__()
        self.services: Pruned = Pruned(self.ordered)
        self.services.registered = [Revision(arn=arn(n + 1)) for n in range(revisions)]
        self.stacks.there(name="registry", outputs={"ArtifactsBucket": "artifacts"})
        if there:
            self.stacks.there(parameters={"Cluster": "dev"})
        self.holds(revisions)

    def holds(self, revision: int) -> None:
        """Say what the stack names."""
        kinds = ("AWS::ECS::TaskDefinition", arn(revision)), ("AWS::ECS::Service", SERVICE)
        self.stacks.held = tuple(
            Resource(logical_id=kind, type=kind, status="CREATE_COMPLETE", physical_id=id)
            for kind, id in kinds
        )
        self.rolls(revision)

    def rolls(self, *revisions: int) -> None:
        """Say what the service's deployments run."""
        rollouts = tuple(
            Rollout(id=str(n), primary=not n, task_definition=arn(one), state="COMPLETED")
            for n, one in enumerate(revisions)
        )
        self.services.states = [(service(rollouts=rollouts),)]

    @property
    def shelf(self) -> Shelf:
        return Shelf("artifacts", "dev-web", self.means())

    def keeps(self, number: int, ended: str | None, *revisions: int) -> None:
        """Have a deploy be kept."""
        began = START + timedelta(hours=number)
        kept = Kept(
            number=number,
            folder=folder_of("dev-web", number, began, f"{number:08x}"),
            stack="dev-web",
            stack_id="arn:stack",
            token=f"bbfd-{number:016x}",
            began=began,
        )
        self.shelf.put(kept, stack(), {})
        if ended is not None:
            arns = tuple(map(arn, revisions))
            self.shelf.put_end(replace(kept, end=End(ended=ended, at=began, revisions=arns)))

    def prunes(self, keep: int = 2, **more: Any) -> Outcome:
        asked = Pruning(keep=keep, registry="registry", **more)
        return prune(stack(), asked, self.means())

    def active(self) -> set[int]:
        return {one.number for one in self.services.registered if one.active}

    def inactive(self) -> set[int]:
        return {one.number for one in self.services.registered if not one.active}

    def kept(self) -> list[int]:
        return [one.number for one in self.shelf.folders()]

    def deregistered(self, *numbers: int) -> None:
        """Say that somebody has deregistered these."""
        self.services.registered = [
            replace(one, active=one.number not in numbers) for one in self.services.registered
        ]


def test_what_is_older_than_the_newest_goes() -> None:
    aws = Old()
    assert aws.prunes().ended is Ended.PRUNED
    assert (aws.active(), aws.inactive()) == ({4, 5}, {1, 2, 3})


def test_what_is_deregistered_is_deleted_too_where_that_is_asked_for() -> None:
    aws = Old()
    aws.deregistered(1)
    aws.prunes(deletes=True)
    assert {one.number for one in aws.services.registered} == {4, 5}


def test_what_the_stack_a_deployment_a_task_or_a_kept_deploy_names_stays() -> None:
    aws = Old(9)
    aws.holds(1)
    aws.rolls(1, 2)
    aws.services.tasks_of = (live(1, task_definition=arn(3)),)
    aws.keeps(1, "updated", 4)
    aws.prunes(deletes=True)
    assert aws.active() == {1, 2, 3, 4, 8, 9}


def test_what_runs_from_an_inactive_revision_is_not_deleted() -> None:
    aws = Old(3)
    aws.keeps(1, "updated", 2)
    aws.services.tasks_of = (live(1, task_definition=arn(1)),)
    aws.deregistered(1, 2, 3)
    aws.prunes(deletes=True)
    assert aws.inactive() == {1, 2, 3}


def test_saying_no_and_only_asking_take_nothing_away() -> None:
    aws = Old()
    aws.keeps(1, "updated")
    dry = aws.prunes(dry=True)
    assert dry.ended is Ended.SHOWN
    assert "dev-web:3 would be deregistered" in dry.notes
    said = [line.text for line in outcome_lines(dry)]
    assert said[0].startswith("dev-web: only shown: nothing was changed")
    asked = Pruning(keep=2, registry="registry")
    assert prune(stack(), asked, aws.means(lambda _: False)).ended is Ended.DECLINED
    [question] = aws.asked
    assert isinstance(question, Intervention)
    assert question.asks == "Prune 3 revisions of dev-web"
    assert aws.active() == {1, 2, 3, 4, 5}


def test_deploys_older_than_the_newest_that_ended_well_are_forgotten() -> None:
    aws = Old(1)
    for number, ended in enumerate(
        ("updated", "updated", "updated", "rolled back", "updated", None), start=1
    ):
        aws.keeps(number, ended)
    aws.prunes()
    assert aws.kept() == [6, 5, 4, 3]


def test_of_a_stack_that_is_gone_the_family_of_its_name_is_pruned() -> None:
    aws = Old(3, there=False)
    aws.prunes()
    assert aws.active() == {2, 3}


def test_while_another_operation_runs_nothing_goes() -> None:
    aws = Old()
    life = next(i for i in aws.stacks.lives if "dev-web" in i)
    aws.stacks.happen(life, UPDATES, "Console-1")
    with pytest.raises(Refused, match="another operation runs"):
        aws.prunes()
    assert len(aws.active()) == 5


@pytest.mark.parametrize(
    "call", ["describe", "resources", "describe_services", "live", "revisions", "keys", "get"]
)
def test_what_cannot_be_read_is_not_guessed(call: str) -> None:
    aws = Old()
    aws.keeps(1, "updated", 1)
    aws.order(call, trouble(Trouble.DENIED))
    with pytest.raises(Refused):
        aws.prunes(deletes=True)
    assert len(aws.active()) == 5
    assert aws.kept() == [1]


def test_a_registry_that_cannot_be_read_is_not_taken_for_one_without_a_bucket() -> None:
    aws = Old()
    aws.order("describe", None, trouble(Trouble.DENIED))
    with pytest.raises(Refused):
        aws.prunes()
    assert len(aws.active()) == 5


def test_without_a_registry_what_is_kept_is_nothing_and_said() -> None:
    aws = Old()
    aws.stacks.lives = {i: one for i, one in aws.stacks.lives.items() if "registry" not in i}
    outcome = aws.prunes()
    assert aws.active() == {4, 5}
    assert "the stack registry that makes the artifacts bucket does not exist" in str(outcome.notes)


def test_a_kept_deploy_of_a_newer_format_keeps_all_of_them() -> None:
    aws = Old()
    aws.keeps(1, "updated", 1)
    aws.still.objects = [
        (b, k, body.replace(b'"format":1', b'"format":2'), o) for b, k, body, o in aws.still.objects
    ]
    [said] = aws.shelf.read(aws.shelf.folders())
    assert isinstance(said, Unreadable)
    with pytest.raises(Refused, match="deploy 1 is kept and could not be read"):
        aws.prunes()
    assert len(aws.active()) == 5


def test_where_it_breaks_off_what_is_gone_already_is_said() -> None:
    aws = Old()
    aws.order("deregister", None, trouble(Trouble.DENIED))
    with pytest.raises(AwsError, match="1 of 3 is gone already"):
        aws.prunes()
    assert aws.active() == {2, 3, 4, 5}


def test_ctrl_c_in_the_middle_does_not_say_that_nothing_was_done() -> None:
    aws = Old()
    aws.ordered.orders["deregister"] = [None, None, KeyboardInterrupt()]  # type: ignore[list-item]
    with pytest.raises(Interrupted, match="2 of 3 are gone already"):
        aws.prunes()


_ENDS = some.sampled_from(["updated", "created", "rolled back", "unhealthy", "unknown", None])


@settings(max_examples=60, deadline=None)
@given(
    some.lists(_ENDS, max_size=7),
    some.integers(2, 4),
    some.sets(some.integers(1, 7)),
    some.booleans(),
)
def test_a_prune_never_takes_what_runs_nor_what_a_rollback_goes_back_to(
    ends: list[str | None], keep: int, running: Iterable[int], deletes: bool
) -> None:
    aws = Old(8)
    aws.services.tasks_of = tuple(live(n, task_definition=arn(n)) for n in running)
    for number, ended in enumerate(ends, start=1):
        aws.keeps(number, ended, number)
    was = before(joined((), _read(aws)))
    aws.prunes(keep, deletes=deletes)
    assert aws.active() >= {8, *running}
    left = _read(aws)
    now = before(joined((), left))
    assert (now and now.kept) == (was and was.kept)
    assert aws.active() >= {r for r in range(1, 9) if arn(r) in _named(left)}
    well = [n for n, ended in enumerate(ends, start=1) if ended in ("updated", "created")]
    assert {one.number for one in left} >= set(well[-keep:])


def _read(aws: Old) -> list[Kept]:
    found = aws.shelf.read(aws.shelf.folders())
    return [one for one in found if isinstance(one, Kept)]


def _named(kept: Iterable[Kept]) -> set[str]:
    return {one for each in kept if each.end for one in each.end.revisions}
