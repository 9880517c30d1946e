"""What several stacks run, asked for together: services ten at a time, tasks and alarms a hundred at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bbfd.deploy.look.moved_by import resource_of
from bbfd.deploy.outcome import Running
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.verify import services_of, with_images
from bbfd.errors import AwsError, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.gauges import Alarm, Scaling
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.present import Present
    from bbfd.deploy.records import Resource, TargetGroupState

T = TypeVar("T")
Resources = Mapping[str, "tuple[Resource, ...]"]  # by the name of their stack
_TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


_FOR_ALL = (Trouble.THROTTLED, Trouble.UNREACHABLE)  # asking once more, for each, makes it worse


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is there, by the name of the stack."""

    resources: Resources
    every_service: Mapping[str, tuple[Running, ...] | Unknown]
    every_task: Mapping[str, tuple[Present, ...] | Unknown]
    every_alarm: Mapping[str, tuple[Alarm, ...] | Unknown]
    every_scaling: Mapping[str, tuple[Scaling, ...] | Unknown]
    groups: Mapping[str, tuple[TargetGroupState, ...] | Unknown]

    @classmethod
    def of(cls, resources: Resources, aws: Aws) -> Seen:
        """Ask for all together; for each stack alone where that is refused: one may be read, another not."""
        services = _asked(resources, lambda names: _services(_only(names, resources), aws))
        own = {name: _own(name, services[name], resources) for name in resources}
        known = {name: found for name, found in own.items() if not isinstance(found, Unknown)}
        lost = {name: found for name, found in own.items() if isinstance(found, Unknown)}
        return cls(
            resources=resources,
            every_service=services,
            every_task={**_asked(known, lambda names: _tasks(_all(names, known), aws)), **lost},
            every_alarm=_asked(resources, lambda names: _alarms(_only(names, resources), aws)),
            every_scaling={
                **_asked(known, lambda names: _scalings(_all(names, known), aws)),
                **lost,
            },
            groups={name: or_unknown(partial(_groups, resources[name], aws)) for name in resources},
        )

    def services(self, stack: str) -> tuple[Running, ...] | Unknown:
        """Tell those of one stack."""
        return _own(stack, self.every_service[stack], self.resources)

    def tasks(self, stack: str) -> tuple[Present, ...] | Unknown:
        """Tell those of one stack's services."""
        arns = services_of(self.resources[stack])
        return _those(self.every_task[stack], lambda one: one.service in arns)

    def alarms(self, stack: str) -> tuple[Alarm, ...] | Unknown:
        """Tell those of one stack."""
        names = _alarm_names(self.resources[stack])
        return _those(self.every_alarm[stack], lambda one: one.name in names) if names else ()

    def scalings(self, stack: str) -> tuple[Scaling, ...] | Unknown:
        """Tell what the services of one stack scale by."""
        services = self.services(stack)
        if isinstance(services, Unknown) or not services:
            return services if isinstance(services, Unknown) else ()
        ours = {resource_of(one.service) for one in services}
        return _those(self.every_scaling[stack], lambda one: one.resource in ours)

    def target_groups(self, stack: str) -> tuple[TargetGroupState, ...] | Unknown:
        """Tell those of one stack."""
        return self.groups[stack]


def _asked(
    stacks: Iterable[str], read: Callable[[tuple[str, ...]], tuple[T, ...]]
) -> Mapping[str, tuple[T, ...] | Unknown]:
    """Read for all stacks at once, or for one after the other."""
    names = tuple(stacks)
    try:
        return dict.fromkeys(names, read(names) if names else ())
    except AwsError as error:
        if len(names) == 1 or error.trouble in _FOR_ALL:
            return dict.fromkeys(names, Unknown(why=error.what))
    return {name: or_unknown(partial(read, (name,))) for name in names}


def _those(found: tuple[T, ...] | Unknown, ours: Callable[[T], bool]) -> tuple[T, ...] | Unknown:
    return found if isinstance(found, Unknown) else tuple(filter(ours, found))


def _own(
    stack: str, found: tuple[Running, ...] | Unknown, resources: Resources
) -> tuple[Running, ...] | Unknown:
    """Of services that were read together, those of one stack; of none what was unknown."""
    arns = services_of(resources[stack])
    return _those(found, lambda one: one.service.arn in arns) if any(arns) else ()


def _only(names: Iterable[str], resources: Resources) -> Resources:
    return {name: resources[name] for name in names}


def _all(names: Iterable[str], found: Mapping[str, tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(one for name in names for one in found[name])


def _services(resources: Resources, aws: Aws) -> tuple[Running, ...]:
    arns = tuple(arn for some in resources.values() for arn in services_of(some) if arn)
    found = aws.services.tagged(arns) if arns else ()
    return with_images((Running(service=service) for service in found), aws.services)


def _tasks(services: Iterable[Running], aws: Aws) -> tuple[Present, ...]:
    some = tuple(one.service for one in services if one.service.running or one.service.pending)
    return aws.services.present(some) if some else ()


def _scalings(services: Iterable[Running], aws: Aws) -> tuple[Scaling, ...]:
    names = tuple(resource_of(one.service) for one in services if not one.service.daemon)
    return aws.scalings.of(names) if names else ()


def _alarms(resources: Resources, aws: Aws) -> tuple[Alarm, ...]:
    names = tuple(dict.fromkeys(n for some in resources.values() for n in _alarm_names(some)))
    return aws.alarms.states(names) if names else ()


def _alarm_names(resources: Iterable[Resource]) -> tuple[str, ...]:
    return tuple(r.physical_id for r in resources if r.type in _ALARMS and r.physical_id)


def _groups(resources: Iterable[Resource], aws: Aws) -> tuple[TargetGroupState, ...]:
    arns = tuple(r.physical_id for r in resources if r.type == _TARGET_GROUP and r.physical_id)
    return aws.balancers.target_groups(arns) if arns else ()
