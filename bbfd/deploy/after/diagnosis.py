"""Why the last operation of a stack failed, or why its services are not healthy: from what AWS still tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command, named
from bbfd.deploy.look.attach import is_shell, latest, there
from bbfd.deploy.look.history import Past, attempt, telling
from bbfd.deploy.look.nested import all_failures
from bbfd.deploy.plan.template import deployed
from bbfd.deploy.states import End, ending
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.evidence import About, Gathering
from bbfd.deploy.watch.verify import services_of, verify
from bbfd.diagnose import Evidence, Failure, Rolling, diagnosed

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.outcome import Running
    from bbfd.deploy.records import Resource, StackState
    from bbfd.diagnose import Cause
    from bbfd.model.stack import Stack


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """What is wrong with a stack.

    last: the last operation that was to change something, with the rollbacks that were asked for since.
    failed: it did not end well, or is being rolled back. ill: what is wrong with its services now.
    causes, evidence: empty where nothing is wrong. Among the evidence is what could not be read.
    """

    state: StackState
    last: tuple[Past, ...] = ()
    failed: bool = False
    ill: tuple[str, ...] = ()
    running: tuple[Running, ...] = ()
    causes: tuple[Cause, ...] = ()
    evidence: Evidence = Evidence(stack="")

    @property
    def well(self) -> bool:
        """Whether nothing is known to be wrong."""
        return not self.failed and not self.ill


def diagnose(stack: Stack, means: Means) -> Diagnosis:
    """Look at a stack; nothing is changed. Raises Refused where there is no stack of ours to look at."""
    state = there(stack, means)
    if is_shell(state):
        return Diagnosis(state=state, evidence=Evidence(stack=state.name))
    past = latest(state, means)
    last = () if isinstance(past, Unknown) else attempt(past)
    body = deployed(stack, state, means)
    verified = verify(body, state.id, means, patience=0)
    unread = tuple(filter(None, (verified.unknown, past.why if isinstance(past, Unknown) else "")))
    found = Diagnosis(
        state=state,
        last=last,
        failed=_is_failure(state.status),
        ill=verified.ill,
        running=verified.running,
        evidence=Evidence(stack=state.name, unread=unread),
    )
    return found if found.well else _with_causes(found, replace(stack, body=body), means)


def post_mortem(stack: Stack, state: StackState, last: Sequence[Past], means: Means) -> Evidence:
    """Gather why an operation failed, once it has: its services are told as they were then, not as they are."""
    body = deployed(stack, state, means)
    return _at_worst(_after_death(replace(stack, body=body), state, last, means))


def _after_death(stack: Stack, state: StackState, last: Sequence[Past], means: Means) -> Evidence:
    """The same; the stack has the body that was deployed."""
    began = last[0].began if last else None
    evidence = gathered(stack, state, began, means)
    return replace(evidence, failures=_failures(last, means))


def _failures(last: Sequence[Past], means: Means) -> tuple[Failure, ...]:
    events = tuple(event for one in last for event in telling(one.events))
    return all_failures(events, means.aws, last[0].began if last else None)


def _at_worst(evidence: Evidence) -> Evidence:
    """With the services as their rollouts were, that CloudFormation says have failed."""
    failed = {one.logical_id for one in evidence.failures}
    services = (at_its_worst(one) if one.logical_id in failed else one for one in evidence.services)
    return replace(evidence, services=tuple(services))


def at_its_worst(service: Rolling) -> Rolling:
    """A service as it was when its tasks stopped: one at rest has no cause to be named."""
    failed = max(service.failed, len(service.tasks))
    return replace(service, state="FAILED", failed=failed)


def gathered(stack: Stack, state: StackState, since: datetime | None, means: Means) -> Evidence:
    """Gather what is still there of a stack's services: ECS forgets a stopped task within an hour.

    stack: with the body that was deployed.
    """
    resources = or_unknown(lambda: means.aws.stacks.resources(state.id))
    if isinstance(resources, Unknown):
        return Evidence(stack=state.name, unread=(f"resources: {resources.why}",))
    about = About(
        stack=state.name,
        body=stack.body,
        values=state.parameters,
        since=since,
    )
    gathering = Gathering(about, means.aws)
    arns = services_of(resources)
    services = or_unknown(lambda: means.aws.services.describe(arns)) if arns else ()
    if isinstance(services, Unknown):
        return replace(gathering.evidence(), unread=(f"services: {services.why}",))
    for service in services:
        gathering.see(service, _logical_id(service.arn, resources), closely=True)
    return gathering.evidence()


def _with_causes(found: Diagnosis, stack: Stack, means: Means) -> Diagnosis:
    if found.failed and not found.ill:
        # They may have come to rest since, as they were before: a cause is named of what was, what is is told as it is.
        evidence = _after_death(stack, found.state, found.last, means)
        telling = _at_worst(evidence)
    else:
        # What is wrong now may be older, or younger, than the operation.
        evidence = gathered(stack, found.state, None, means)
        evidence = replace(evidence, failures=_failures(found.last, means) if found.failed else ())
        telling = evidence
    evidence = replace(evidence, unread=(*found.evidence.unread, *evidence.unread))
    causes = tuple(_here(cause, stack) for cause in named(diagnosed(telling), stack.tags))
    return replace(found, evidence=evidence, causes=causes)


def _here(cause: Cause, stack: Stack) -> Cause:
    """A cause whose fix does not send to where its reader is."""
    fix = cause.fix.replace(f"`{command('diagnose', stack.tags)}`", "this command")
    return replace(cause, fix=fix.replace("`bbfd diagnose`", "this command"))


def _is_failure(status: str) -> bool:
    return ending(status) in (End.ROLLED_BACK, End.STUCK) or "ROLLBACK" in status


def _logical_id(arn: str, resources: Sequence[Resource]) -> str:
    return next((r.logical_id for r in resources if r.physical_id == arn), "")
