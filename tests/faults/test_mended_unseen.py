"""Why a rollout failed is told also where the stack's events may not be read: ECS still tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import run
from tests.faults.fake import fates
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, holds, never_silent

EVENTS = "cloudformation:DescribeStackEvents"


@pytest.mark.parametrize("also", [(), ("cloudformation:ListStackResources",)], ids=["", "outputs"])
def test_a_cause_is_named_where_no_event_may_be_read(
    deployed: World, newer: Path, also: tuple[str, ...]
) -> None:
    deployed.fate(STACK, fates.EXIT_1)
    deployed.wire.deny(EVENTS, *also)
    ran = run(deployed, *DEPLOY, project=newer)
    assert "KeyError: 'DATABASE_URL'" in ran.words
    assert 'container "app" exited with code 1' in ran.words
    holds(deployed, ran, exit_code=4, budget=90, status="UPDATE_ROLLBACK_COMPLETE")


def test_the_cause_of_a_creation_is_seen_before_its_service_is_removed(
    furnished: World, project: Path
) -> None:
    furnished.fate(STACK, fates.EXIT_1)
    furnished.wire.deny(EVENTS)
    ran = run(furnished, *DEPLOY, project=project)
    assert "KeyError: 'DATABASE_URL'" in ran.words
    holds(furnished, ran, exit_code=4, budget=90)


def test_a_long_rollout_without_events_is_read_at_most_every_five_seconds(
    deployed: World, newer: Path
) -> None:
    deployed.fate(STACK, fates.SLOW)
    deployed.wire.deny(EVENTS)
    ran = run(deployed, *DEPLOY, project=newer)
    assert ran.exit_code == 0, ran.stderr
    assert ran.seconds > 1000
    assert len(ran.calls.reads()) / ran.seconds <= 0.2
    never_silent(ran)
