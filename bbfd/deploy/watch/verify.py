"""Is what runs in ECS what the stack asks for? A green stack alone does not say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bbfd.deploy.outcome import Running
from bbfd.deploy.records import SERVICE
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import AwsError

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.needs import Services
    from bbfd.deploy.records import Resource, ServiceState


_TASK = "AWS::ECS::TaskDefinition"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What runs now. ill: what is not as it should be. unknown: why it could not be told."""

    running: tuple[Running, ...] = ()
    ill: tuple[str, ...] = ()
    unknown: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether it is not known to run what was asked for."""
        return bool(self.ill or self.unknown)


def verify(
    body: Mapping[str, Any],
    stack_id: str,
    means: Means,
    *,
    patience: float,
    outputs: Mapping[str, str] | None = None,
) -> Verified:
    """Read the stack's services until all are as they should be, for at most `patience` seconds.

    outputs: of the stack as it is now; they spare listing its resources. None where they may be old.
    """
    clock = means.clock
    deadline = clock.monotonic() + patience
    try:
        expected = _told(body, outputs or {})
        if expected is None:
            expected = _expected(body, means.aws.stacks.resources(stack_id))
        while True:
            found = _read(expected, means.aws.services)
            if not expected or not found.ill or clock.monotonic() >= deadline:
                return found
            clock.sleep(min(means.pace.first, max(0.0, deadline - clock.monotonic())))
    except AwsError as error:
        return Verified(unknown=f"whether the ECS services run as asked is not known: {error.what}")


def running(stack_id: str, means: Means) -> tuple[Running, ...] | Unknown:
    """Tell what runs now, with its images as far as they can be read."""
    resources = or_unknown(lambda: means.aws.stacks.resources(stack_id))
    if isinstance(resources, Unknown):
        return resources
    arns = services_of(resources)
    found = or_unknown(lambda: means.aws.services.describe(arns)) if arns else ()
    if isinstance(found, Unknown):
        return found
    return with_images((Running(service=service) for service in found), means.aws.services)


def with_images(found: Iterable[Running], services: Services) -> tuple[Running, ...]:
    """Add the images that the services run, where they can be read."""
    return tuple(replace(one, images=_images(one.service, services)) for one in found)


def as_sent(
    found: Iterable[Running], body: Mapping[str, Any], values: Mapping[str, str], services: Services
) -> tuple[Running, ...]:
    """Add the images to services that run what was sent: they stand in the template, and need not be read."""
    sent = _sent(body, values)
    if sent is None:
        return with_images(found, services)
    return tuple(replace(one, images=sent) for one in found)


def _sent(body: Mapping[str, Any], values: Mapping[str, str]) -> Mapping[str, str] | None:
    tasks = [r for r in body.get("Resources", {}).values() if r.get("Type") == _TASK]
    if len(tasks) != 1:
        return None
    images: dict[str, str] = {}
    for container in tasks[0].get("Properties", {}).get("ContainerDefinitions", ()):
        image = container.get("Image")
        named = values.get(str(image.get("Ref"))) if isinstance(image, Mapping) else image
        if not isinstance(named, str):
            return None
        images[container["Name"]] = named
    return images or None


def services_of(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Pick the ARNs of the ECS services that a stack holds."""
    return tuple(r.physical_id for r in resources if _is_live(r) and r.type == SERVICE)


def ill(service: ServiceState, task_definition: str) -> str:
    """Tell what is wrong with a service; "" when nothing is known to be.

    task_definition: the ARN that the stack names; "" when that is not known.
    """
    primary = service.primary
    if service.status != "ACTIVE":
        return f"the service {service.name} is {service.status}"
    if primary and task_definition and primary.task_definition != task_definition:
        return (
            f"the service {service.name} runs {_short(primary.task_definition)}, "
            f"not {_short(task_definition)}"
        )
    # ECS keeps no rollout state where another deployment controller is at work.
    if primary and primary.state not in ("", "COMPLETED"):
        said = f": {primary.reason}" if primary.reason else ""
        return f"the rollout of {service.name} is {primary.state}{said}"
    if service.running != service.desired:
        return f"{service.running} of {service.desired} tasks of {service.name} run"
    return ""


def unsure(service: ServiceState, task_definition: str) -> str:
    """Tell what cannot be known of a service; "" when it is known whether it runs what the stack asks for."""
    if not task_definition:
        return f"which revision {service.name} should run is not known"
    # Another deployment controller keeps task sets: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
    if service.primary is None:
        return f"which revision {service.name} runs is not known: ECS tells no PRIMARY deployment"
    return ""


def _read(expected: Mapping[str, str], services: Services) -> Verified:
    if not expected:
        return Verified()
    found = services.describe(tuple(expected))
    gone = set(expected) - {service.arn for service in found}
    wrong = [ill(service, expected.get(service.arn, "")) for service in found]
    wrong.extend(f"the service {_short(arn)} is not there" for arn in sorted(gone))
    unknown = [unsure(service, expected.get(service.arn, "")) for service in found]
    return Verified(
        running=tuple(Running(service=service) for service in found),
        ill=tuple(text for text in wrong if text),
        unknown="; ".join(text for text in unknown if text),
    )


def _told(body: Mapping[str, Any], outputs: Mapping[str, str]) -> Mapping[str, str] | None:
    """What the stack's own outputs tell, where that is all: nothing without a service, or the one that it has.

    None where they do not tell.
    """
    types = [resource.get("Type") for resource in body.get("Resources", {}).values()]
    if body and SERVICE not in types:
        return {}
    if types.count(SERVICE) != 1 or not {"Service", "TaskDefinition"} <= outputs.keys():
        return None
    return {outputs["Service"]: outputs["TaskDefinition"]}


def _expected(body: Mapping[str, Any], resources: tuple[Resource, ...]) -> dict[str, str]:
    """Map each service's ARN to that of the task definition which the stack names for it."""
    live = {r.logical_id: r for r in resources if _is_live(r)}
    return {
        r.physical_id: _named_by(body, name, live)
        for name, r in live.items()
        if r.type == SERVICE and r.physical_id
    }


def _named_by(body: Mapping[str, Any], service: str, live: Mapping[str, Resource]) -> str:
    properties = body.get("Resources", {}).get(service, {}).get("Properties", {})
    named = properties.get("TaskDefinition")
    if isinstance(named, str) and named.startswith("arn:"):
        return named
    target = live.get(named.get("Ref", "")) if isinstance(named, Mapping) else None
    return target.physical_id if target else ""


def _is_live(resource: Resource) -> bool:
    return resource.status not in ("DELETE_COMPLETE", "DELETE_SKIPPED")


def _images(service: ServiceState, services: Services) -> Mapping[str, str]:
    primary = service.primary
    if primary is None or not primary.task_definition:
        return {}
    images = or_unknown(lambda: services.images(primary.task_definition))
    return {} if isinstance(images, Unknown) else images


def _short(arn: str) -> str:
    return arn.rpartition("/")[2] or arn
