"""The smallest whole runs: a stack that is there and is updated, and what is left behind."""

from __future__ import annotations

from typing import Any

from bbfd.deploy.means import Wishes
from bbfd.deploy.outcome import Outcome
from bbfd.deploy.run.execute import deploy
from tests.unit.deploy.fakes import UPDATES, Course, FakeAws, stack


def updating(course: Course = UPDATES, **more: Any) -> FakeAws:
    """An AWS with one stack of ours, whose next operation takes this course."""
    aws = FakeAws()
    aws.stacks.there(**more)
    aws.stacks.course = course
    return aws


def deployed(aws: FakeAws, **wishes: Any) -> Outcome:
    return deploy(stack(), Wishes(**wishes), aws.means())


def changed_nothing(aws: FakeAws) -> bool:
    return not {"execute", "delete", "protect", "unguard"} & set(aws.calls) and not aws.stacks.sets


def left_nothing(aws: FakeAws) -> bool:
    """No change set of ours, and no shell that was made for one."""
    gone = (life.state.status for life in aws.stacks.lives.values())
    return not aws.stacks.sets and "REVIEW_IN_PROGRESS" not in gone
