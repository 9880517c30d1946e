"""What carries tasks, asked for its facts."""

from __future__ import annotations

import pytest

from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import EC2, DistinctInstance, MemberOf, Random
from bbfd.launch.external import External
from bbfd.launch.fargate import Fargate, Spot
from bbfd.launch.host import Host
from bbfd.launch.managed import ManagedInstances
from bbfd.model.launch import Attachment, Launch, Placed, Placement, Platform, Provider, Size


@pytest.mark.parametrize(
    ("mode", "name", "target_type", "host_port"),
    [
        (Awsvpc(), "awsvpc", "ip", None),
        (Bridge(), "bridge", "instance", 0),
        (Host(), "host", "instance", 8080),
    ],
)
def test_a_network_mode_says_where_a_port_is_reached(
    mode: Awsvpc | Bridge | Host, name: str, target_type: str, host_port: int | None
) -> None:
    answered: int | None = mode.host_port(8080)
    assert (mode.name, mode.target_type, answered) == (name, target_type, host_port)


@pytest.mark.parametrize("public", [True, False])
def test_only_awsvpc_gives_a_task_an_interface_of_its_own(public: bool) -> None:
    modes: tuple[Awsvpc | Bridge | Host, ...] = (Awsvpc(), Bridge(), Host())
    found = [mode.attachment(public_ip=public) for mode in modes]
    assert found == [Attachment(public_ip=public), None, None]


def test_fargate_sizes_a_task_and_says_what_its_images_are_for() -> None:
    launch = Fargate(cpu=512, memory=1024, architecture="ARM64")
    assert launch.compatibility == "FARGATE"
    assert launch.task_size == Size(512, 1024)
    assert launch.platform == Platform("LINUX", "ARM64")
    assert launch.placement == Placement()
    assert launch.gives_public_ip


ON_DEMAND, SPARE = Provider("FARGATE", 0, 1), Provider("FARGATE_SPOT", 0, 1)


@pytest.mark.parametrize(
    ("said", "place", "providers"),
    [
        (None, False, (ON_DEMAND,)),
        (None, True, (SPARE,)),
        (False, True, (ON_DEMAND,)),
        (True, False, (SPARE,)),
        (Spot(base=2), False, (Provider("FARGATE", 2, 0), SPARE)),
        (Spot(on_demand=1, spot=3), False, (ON_DEMAND, Provider("FARGATE_SPOT", 0, 3))),
    ],
)
def test_a_service_decides_on_spot_and_else_its_environment(
    said: bool | Spot | None, place: bool, providers: tuple[Provider, ...]
) -> None:
    assert Fargate(spot=said).providers(spot=place) == providers


def test_instances_decide_on_platform_storage_and_address() -> None:
    launch = EC2(memory=256)
    assert launch.compatibility == "EC2"
    assert launch.task_size == Size(None, 256)
    assert (launch.platform, launch.storage, launch.platform_version) == (None, None, None)
    assert not launch.gives_public_ip


def test_managed_instances_are_placed_by_aws_and_say_what_their_images_are_for() -> None:
    launch = ManagedInstances(cpu=512, memory=1024, architecture="ARM64")
    assert launch.compatibility == "MANAGED_INSTANCES"
    assert launch.task_size == Size(512, 1024)
    assert launch.platform == Platform("LINUX", "ARM64")
    assert launch.providers(spot=True) == (Provider(None, of="managed"),)
    assert not launch.gives_public_ip


def test_machines_of_ones_own_have_no_provider_and_no_load_balancer() -> None:
    launch = External(constraints=(DistinctInstance(),))
    assert (launch.compatibility, launch.launch_type) == ("EXTERNAL", "EXTERNAL")
    assert launch.providers(spot=True) == ()
    assert launch.placement == Placement((), (Placed("distinctInstance"),))
    assert not launch.is_balanced


@pytest.mark.parametrize("launch", [Fargate(), EC2(), ManagedInstances()])
def test_in_the_network_a_provider_carries_and_a_load_balancer_reaches(launch: Launch) -> None:
    assert launch.launch_type is None
    assert launch.is_balanced


@pytest.mark.parametrize("spot", [True, False])
def test_instances_are_the_environments_unless_another_provider_is_named(spot: bool) -> None:
    assert EC2().providers(spot=spot) == (Provider(None),)
    assert EC2(capacity_provider="gpu").providers(spot=spot) == (Provider("gpu"),)


def test_tasks_are_spread_over_zones_then_packed_unless_told() -> None:
    zones = Placed("spread", "attribute:ecs.availability-zone")
    assert EC2().placement == Placement((zones, Placed("binpack", "memory")), ())
    told = EC2(strategies=(Random(),), constraints=(DistinctInstance(), MemberOf(expression="a")))
    constraints = (Placed("distinctInstance"), Placed("memberOf", "a"))
    assert told.placement == Placement((Placed("random"),), constraints)
