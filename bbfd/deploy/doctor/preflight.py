"""What surely stops a deploy: all guards of a plan, over a rollout of the definition as it is now.

No change set is made. What tasks and listeners are started with is looked at as if all of it were new; of the rest,
what differs from the template that is deployed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from bbfd.deploy.addresses import Addresses
from bbfd.deploy.commands import command
from bbfd.deploy.doctor._complaint import Complaint, Grade, noted
from bbfd.deploy.doctor._patient import Patient
from bbfd.deploy.plan.added import added
from bbfd.deploy.plan.compared import Side
from bbfd.deploy.plan.foretold import changes_between
from bbfd.deploy.plan.guards import Case, judged
from bbfd.deploy.plan.live import live
from bbfd.deploy.plan.resolved import Template
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import SERVICE, Change, PropertyChange
from bbfd.deploy.states import Step

_ABOUT = "preflight"
# What a new task, or a listener, is started with: type -> the properties that tell.
_STARTED_WITH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AWS::ECS::TaskDefinition": ("ContainerDefinitions",),
        SERVICE: ("TaskDefinition",),
        "AWS::ElasticLoadBalancingV2::Listener": ("Certificates",),
        "AWS::ElasticLoadBalancingV2::ListenerCertificate": ("Certificates",),
        "AWS::ElasticLoadBalancingV2::ListenerRule": ("Actions", "ListenerArn", "Priority"),
    }
)


def look(patient: Patient) -> Iterator[Complaint]:
    """Tell all that the guards object to, and what they note."""
    if patient.stack.refusals:
        return  # it is not whole, which `bbfd check` says, with the lines
    verdict = judged(_case(patient))
    for one in verdict.objections:
        yield Complaint(grade=Grade.REFUSES, about=_ABOUT, what=one.what, fix=one.fix)
    yield from (noted(_ABOUT, note) for note in verdict.notes)
    if not verdict.objections:
        what = "nothing that is known beforehand stops a deploy"
        yield Complaint(grade=Grade.WELL, about=_ABOUT, what=what)
    yield from _undeployed(patient)


def _undeployed(patient: Patient) -> Iterator[Complaint]:
    if patient.state is None:
        return
    names = [change.logical_id for change in _differing(patient)]
    if names:
        yield Complaint(
            grade=Grade.HINT,
            about="definition",
            what=f"what is deployed is not what the definition says now: {', '.join(names)}",
            fix=f"`{command('diff', patient.stack.tags)}` shows what a deploy would change",
        )


def _case(patient: Patient) -> Case:
    stack, state, aws = patient.stack, patient.state, patient.means.aws
    values, _ = patient.valued
    changes = _changes(patient) if state else added(stack.body)
    step = Step.UPDATE if state else Step.CREATE
    return Case(
        proposal=Proposal(
            stack=stack.name,
            stack_id=state.id if state else "",
            step=step,
            why="",
            changes=changes,
            protected=stack.protected,
        ),
        stack=stack,
        state=state,
        values=values,
        template=Template(stack, values, aws),
        aws=aws,
        rehearses=patient.wishes.missing_image,
        addresses=Addresses(),
        live=live(changes, aws.services),
    )


def _changes(patient: Patient) -> tuple[Change, ...]:
    """What a forced rollout of the definition changes; each with the id that AWS knows the resource by."""
    there = {one.logical_id: one.physical_id for one in patient.resources}
    found = {change.logical_id: change for change in _differing(patient)}
    for name, resource in patient.stack.body.get("Resources", {}).items():
        paths = _STARTED_WITH.get(resource["Type"], ())
        if name in there and paths:
            usual = Change(action="modify", logical_id=name, type=resource["Type"])
            found[name] = _with_these(found.get(name, usual), paths)
    return tuple(replace(one, physical_id=there.get(name, "")) for name, one in found.items())


def _with_these(change: Change, paths: tuple[str, ...]) -> Change:
    more = tuple(PropertyChange(path=path) for path in paths)
    return replace(change, properties=(*change.properties, *more))


def _differing(patient: Patient) -> tuple[Change, ...]:
    """What is deployed, against the definition; a value that is not known is taken for unchanged."""
    state = patient.state
    assert state is not None, "there is a stack"
    values, _ = patient.valued
    before = Side(body=patient.deployed, values=state.parameters)
    after = Side(body=patient.stack.body, values={**state.parameters, **values})
    return tuple(changes_between(before, after))
