"""How causes read evidence: which services and tasks count, what ECS said of them, where it stands in the template.

What a container logged is never read here for a meaning: it is data from outside, and a line of it may look like AWS's.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bbfd.diagnose._cause import Found
from bbfd.diagnose._evidence import Rolling

if TYPE_CHECKING:
    from bbfd.diagnose._evidence import Evidence, Failure, StoppedContainer, StoppedTask

SERVICE = "AWS::ECS::Service"
TASK_DEFINITION = "AWS::ECS::TaskDefinition"
_STACK = "AWS::CloudFormation::Stack"
_MOST = 6  # sentences: more than that is a log
_LAST = 12  # lines of a log
_QUOTED = 100  # characters of a line that is quoted in a sentence
_CUT = " ..."
# A piece of a key or of a token: only among the lines around it is it known for one, and taken out.
_OPAQUE = re.compile(r"[A-Za-z0-9+/=_-]{16,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One sentence of ECS. task, container: whom it is about; "" and None where it is an event of the service."""

    text: str
    service: Rolling
    task: StoppedTask | None = None
    container: str = ""
    match: re.Match[str]

    @property
    def whom(self) -> str:
        """Put into words whom it is about."""
        return f'container "{self.container}"' if self.container else "a task"


def services(evidence: Evidence) -> tuple[Rolling, ...]:
    """Give the services whose trouble can be the reason.

    None where only other resources failed: then a service that was rolling out was stopped by them. A service
    that has come to rest as wanted is no reason either.
    """
    failed = {failure.type for failure in evidence.failures}
    if failed and not failed & {SERVICE, _STACK}:
        return ()
    return tuple(one for one in evidence.services if not _at_rest(one))


def _at_rest(service: Rolling) -> bool:
    return (
        service.state == "COMPLETED"
        and not service.failed
        and service.running >= service.desired
        and all(target.state != "unhealthy" for target in service.targets)
    )


def tasks(evidence: Evidence) -> Iterator[tuple[Rolling, StoppedTask]]:
    """Every stopped task that counts, with its service."""
    for service in services(evidence):
        for task in service.tasks:
            yield service, task


def said(evidence: Evidence, pattern: re.Pattern[str], *, events: bool = True) -> tuple[Said, ...]:
    """Find what ECS said that the pattern knows: of tasks, of their containers, and, if wanted, as an event.

    CloudFormation may hand on as its own reason what ECS said of a task.
    """
    found = [*_of_tasks(evidence, pattern), *_of_failures(evidence, pattern)]
    if events:
        found.extend(_of_events(evidence, pattern))
    return tuple(found)


def _of_tasks(evidence: Evidence, pattern: re.Pattern[str]) -> Iterator[Said]:
    for service, task in tasks(evidence):
        sentences = [("", task.reason), *((c.name, c.reason) for c in task.containers)]
        for container, text in sorted(sentences, key=lambda one: not one[0]):
            match = pattern.search(text or "")
            if match:
                name = container or _only(task)
                yield Said(text=text, service=service, task=task, container=name, match=match)
                break


def _of_failures(evidence: Evidence, pattern: re.Pattern[str]) -> Iterator[Said]:
    for failure in evidence.failures:
        match = pattern.search(failure.reason or "") if failure.type == SERVICE else None
        if match:
            name = failure.logical_id
            rolled = [one for one in evidence.services if one.logical_id == name]
            service = rolled[0] if rolled else Rolling(name=name, logical_id=name)
            yield Said(text=failure.reason, service=service, match=match)


def _of_events(evidence: Evidence, pattern: re.Pattern[str]) -> Iterator[Said]:
    for service in services(evidence):
        for event in service.events:
            match = pattern.search(event.text or "")
            if match:
                yield Said(text=event.text, service=service, match=match)


def _only(task: StoppedTask) -> str:
    """A task with one container: its reason is about that."""
    return task.containers[0].name if len(task.containers) == 1 else ""


def quoted(*groups: Iterable[Said] | Iterable[Failure]) -> tuple[str, ...]:
    """Give AWS's own words once each, the first ones first."""
    words = (_words(one) for group in groups for one in group)
    return tuple(dict.fromkeys(word for word in words if word))[:_MOST]


def _words(one: Said | Failure) -> str:
    if isinstance(one, Said):
        return one.text
    return f"{one.logical_id} ({one.type}): {one.reason or one.status}"


def times(found: Sequence[Said]) -> str:
    """Put into words how many tasks it is about, as an ending; "" where it is one, or none."""
    read = {one.task.arn: one.service for one in found if one.task is not None}
    return count(len(read), read.values())


def count(number: int, of: Iterable[Rolling] = ()) -> str:
    """Put into words how many tasks of some services it is about, as an ending; "" where it is one, or none."""
    return f" ({at_least(of)}{number} tasks)" if number > 1 else ""


def at_least(services: Iterable[Rolling]) -> str:
    """Say so where ECS counts more tasks of these services that failed than were looked at: not each one is."""
    every = {service.name: service for service in services}.values()
    return "at least " if any(one.failed > len(one.tasks) for one in every) else ""


def stopped(evidence: Evidence, code: str) -> tuple[tuple[Rolling, StoppedTask], ...]:
    """Find the tasks that stopped with one of ECS's stop codes, with their services."""
    return tuple((service, task) for service, task in tasks(evidence) if task.code == code)


# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
_ENDED = "EssentialContainerExited"
_ENDED_REASON = "Essential container in task exited"


def ended(evidence: Evidence) -> tuple[tuple[Rolling, StoppedTask], ...]:
    """Find the tasks that stopped because a container ended by itself, with their services."""
    return tuple(
        (service, task)
        for service, task in tasks(evidence)
        if task.code == _ENDED or (not task.code and (task.reason or "").startswith(_ENDED_REASON))
    )


def dead(task: StoppedTask) -> StoppedContainer | None:
    """The container whose end ended the task: the first with a code other than 0, else the first with one."""
    ended = [one for one in task.containers if one.exit_code is not None]
    essential = [one for one in ended if one.exit_code]
    return next(iter(essential or ended), None)


def last_lines(task: StoppedTask | None, container: str) -> tuple[str, ...]:
    """The last lines that a container logged, to be shown as they are."""
    return tuple((task.log if task else {}).get(container, ()))[-_LAST:]


def last_words(task: StoppedTask, container: str) -> str:
    """Quote the last line that a container logged, as an ending of a sentence; "" where there is none to quote.

    It is cut at a blank, so that no half of a password is left over which nobody knows for one any more.
    """
    spoken = [line for line in last_lines(task, container) if line.strip()]
    if not spoken or _OPAQUE.fullmatch(spoken[-1].strip()):
        return ""
    # Backticks are for what somebody may type: a log names nothing of the kind.
    plain = spoken[-1].replace("`", "'")
    short = textwrap.shorten(
        plain, _QUOTED, placeholder=_CUT, break_long_words=False, break_on_hyphens=False
    )
    return "" if short in ("", _CUT.strip()) else f": {short}"


def refused(
    evidence: Evidence,
    pattern: re.Pattern[str] | None = None,
    *,
    codes: Iterable[str] = (),
    types: Iterable[str] = (),
) -> tuple[Failure, ...]:
    """Find the failures with one of the codes or with a reason that the pattern knows; of some types only, "
    "if named."""
    allowed, known = frozenset(types), frozenset(codes)
    return tuple(
        failure
        for failure in evidence.failures
        if (not allowed or failure.type in allowed)
        and (
            failure.code in known or (pattern is not None and pattern.search(failure.reason or ""))
        )
    )


def resource(evidence: Evidence, logical_id: str) -> Mapping[str, Any]:
    """One resource of the template; empty where it has none of that name."""
    return mapping(mapping(mapping(evidence.body).get("Resources")).get(logical_id))


def property_of(evidence: Evidence, logical_id: str, path: str) -> Any:
    """One property of a resource, as it stands in the template; None where it is not there."""
    value: Any = resource(evidence, logical_id).get("Properties")
    for name in path.split("/"):
        value = mapping(value).get(name)
    return value


def one_of_type(evidence: Evidence, type: str) -> str:
    """The logical id of the template's only resource of a type; "" where there is none, or more."""
    every = mapping(mapping(evidence.body).get("Resources"))
    names = [name for name, body in every.items() if mapping(body).get("Type") == type]
    return names[0] if len(names) == 1 else ""


def task_definition(evidence: Evidence, service: Rolling) -> str:
    """The logical id of the task definition that a service runs."""
    reference = mapping(property_of(evidence, service_id(evidence, service), "TaskDefinition"))
    named = reference.get("Ref")
    return named if isinstance(named, str) else one_of_type(evidence, TASK_DEFINITION)


def service_id(evidence: Evidence, service: Rolling) -> str:
    """The logical id of a service."""
    return service.logical_id or one_of_type(evidence, SERVICE)


def containers(evidence: Evidence, definition: str) -> tuple[Mapping[str, Any], ...]:
    """The containers of a task definition, in their order."""
    found = property_of(evidence, definition, "ContainerDefinitions")
    return tuple(map(mapping, found)) if isinstance(found, list | tuple) else ()


def container_path(evidence: Evidence, definition: str, name: str, property: str) -> str:
    """The path of a property of one container: `ContainerDefinitions/0/Image`."""
    for index, body in enumerate(containers(evidence, definition)):
        if body.get("Name") == name or not name:
            return f"ContainerDefinitions/{index}/{property}".rstrip("/")
    return ""


def on_container(
    evidence: Evidence,
    found: Sequence[Said],
    *,
    what: str,
    fix: str,
    property: str,
    field: str = "",
) -> Found:
    """Give a cause that comes from one property of one container."""
    one = found[0]
    definition = task_definition(evidence, one.service)
    return Found(
        what=what,
        evidence=quoted(found),
        fix=fix,
        resource=definition,
        path=container_path(evidence, definition, one.container, property),
        field=field,
    )


def on_service(
    evidence: Evidence,
    found: Sequence[Said],
    *,
    what: str,
    fix: str,
    path: str = "",
    field: str = "",
) -> Found:
    """Give a cause that comes from one property of a service."""
    one = found[0]
    logical_id = service_id(evidence, one.service)
    return Found(
        what=what, evidence=quoted(found), fix=fix, resource=logical_id, path=path, field=field
    )


def on_failure(
    found: Sequence[Failure], *, what: str, fix: str, path: str = "", field: str = ""
) -> Found:
    """Give a cause that CloudFormation named itself, at a resource."""
    one = found[0]
    return Found(
        what=what,
        evidence=quoted(found),
        fix=fix,
        resource="" if one.of_stack else one.logical_id,
        path=path,
        field=field,
    )


def image(evidence: Evidence, one: Said) -> str:
    """The image of the container that a sentence is about, as far as it is known."""
    held = one.task.containers if one.task else ()
    own = next((c.image for c in held if c.name == one.container and c.image), "")
    if own or one.container:
        return own or evidence.images.get(one.container, "")
    return next(iter(evidence.images.values())) if len(evidence.images) == 1 else ""


def mapping(value: Any) -> Mapping[str, Any]:
    """Give a part of a template where it is a mapping; else an empty one."""
    return value if isinstance(value, Mapping) else {}
