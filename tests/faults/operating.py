"""What tests of stop, start, scale and restart share: prod-web, which scales, and how it is in truth."""

from __future__ import annotations

from pathlib import Path

from bbfd.deploy.look.mark import STOPPED
from tests.faults.command import Ran, run
from tests.faults.fake.ecs.records import Service
from tests.faults.fake.world import World
from tests.faults.scenario import STACK

HELD = {
    "DynamicScalingInSuspended": True,
    "DynamicScalingOutSuspended": True,
    "ScheduledScalingSuspended": True,
}
BEFORE = {**dict.fromkeys(HELD, False), "ScheduledScalingSuspended": True}
Real = tuple[int, int, dict[str, bool], str]


def service(world: World) -> Service:
    """The service of prod-web."""
    found = world.ecs.found(STACK)
    assert found is not None
    return found


def scaling(world: World) -> World:
    """The same world, where somebody scales the service, and has held its schedules."""
    name = resource(world)
    world.application_autoscaling.targets[name] = (1, 4)
    world.application_autoscaling.suspended[name] = dict(BEFORE)
    return world


def resource(world: World) -> str:
    """Name it as Application Auto Scaling does."""
    one = service(world)
    return f"service/{one.cluster}/{one.name}"


def real(world: World) -> Real:
    """Its count, how many run, what is held of its scaling, and the mark."""
    world.timeline.advance()
    one = service(world)
    held = world.application_autoscaling.suspended[resource(world)]
    running = sum(deployment.running for deployment in one.deployments)
    return one.desired, running, held, world.ecs.tags.get(one.arn, {}).get(STOPPED, "")


def act(world: World, project: Path, *words: str) -> Ran:
    """Run a command about web in prod."""
    name, *more = words
    return run(world, name, "web", *more, "--env", "prod", project=project)
