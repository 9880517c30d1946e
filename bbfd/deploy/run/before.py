"""New tasks that must wait for something: all but the service is deployed, then that runs, then the service.

In CloudFormation nothing runs a task, and a task cannot run before its definition, its roles and its log are there. So
there are two change sets. The service stays as it is in the first one; where the task fails, there is no second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command
from bbfd.deploy.look.lock import Looked, look
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.plan.discarding import discard
from bbfd.deploy.plan.facts import told_last
from bbfd.deploy.plan.first import Run, all_but_services, as_they_run, runs, starts_tasks
from bbfd.deploy.plan.propose import Draft, drafted
from bbfd.deploy.plan.resolved import Template
from bbfd.deploy.plan.values import with_these
from bbfd.deploy.progress import Heartbeat, Note
from bbfd.deploy.records import SERVICE
from bbfd.deploy.states import ABSENT, Step, plan
from bbfd.deploy.tasks import Order, Share
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.once import ended, stream, unsuccessful
from bbfd.errors import AwsError, BbfdError, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import Resource
    from bbfd.model.stack import Stack

_LINES = 20
_MEND = "mend it"
# Two of one kind at once is what migrations stand least.
_WAIT = "wait until its task has ended, or stop it"
Execute = Callable[["Stack", Draft, "Wishes", "Means"], Outcome]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Failed:
    """Why it did not succeed, and the last lines that it wrote. goes_on: its task may still run."""

    why: str
    lines: tuple[str, ...] = ()
    goes_on: bool = False


def waits(stack: Stack, agreed: Draft) -> bool:
    """Whether something must have succeeded before what was agreed to is carried out."""
    proposal = agreed.proposal
    return not proposal.empty and bool(runs(stack.body)) and starts_tasks(proposal.changes)


def before_it(
    stack: Stack, agreed: Draft, wishes: Wishes, means: Means, execute: Execute
) -> Draft | Outcome:
    """Deploy all but the service and run what must come first; then what is left to be done, or how it failed."""
    if agreed.reviewed:
        raise Refused(
            f"{stack.name} has something that must succeed before it starts, in two steps: no one plan is all of it",
            fix=f"`{command('deploy', stack.tags)}` does both",
        )
    discard(agreed, means)
    part, looked = _without_service(stack, agreed, means)
    means.tell(Note(stack=stack.name, text="all but its service first"))
    values = with_these(part, agreed.values, told_last(part, looked.state))
    made = drafted(part, looked, values, wishes, means)
    outcome = execute(part, made, wishes, means) if not made.proposal.empty else None
    if outcome is not None and not outcome.good:
        return outcome
    try:
        failed = _run_all(stack, agreed, means)
        if failed is not None:
            return failed
        return drafted(stack, look(stack, wishes, means), agreed.values, wishes, means)
    except KeyboardInterrupt:
        why = "stopped while what must come first ran: its task goes on"
        return _held(stack, means, why, _WAIT)
    except BbfdError as error:
        return _held(stack, means, error.what, error.fix)


def _held(stack: Stack, means: Means, why: str, fix: str, quoted: tuple[str, ...] = ()) -> Outcome:
    """Conclude that new tasks were not started."""
    state = or_unknown(lambda: means.aws.stacks.describe(stack.name))
    known = None if isinstance(state, Unknown) else state
    return Outcome(
        ended=Ended.HELD,
        stack=stack.name,
        stack_id=known.id if known else "",
        status=known.status if known else "",
        reason=why,
        fix=f"{fix}; then `{command('deploy', stack.tags)}`",
        notes=(*quoted, "the service is as it was: no new task of it was started"),
    )


def _without_service(stack: Stack, agreed: Draft, means: Means) -> tuple[Stack, Looked]:
    state = agreed.state if agreed.proposal.step is Step.UPDATE else None
    if state is None:
        return replace(stack, body=all_but_services(stack.body)), Looked(state=None, plan=ABSENT)
    held = {
        one.physical_id: one.logical_id
        for one in means.aws.stacks.resources(state.id)
        if one.type == SERVICE and one.physical_id
    }
    running = {
        held[one.arn]: one.primary.task_definition
        for one in means.aws.services.describe(tuple(held))
        if one.primary is not None
    }
    wanted = [n for n, one in stack.body["Resources"].items() if one["Type"] == SERVICE]
    body = as_they_run(stack.body, running) if running else all_but_services(stack.body)
    unknown = [name for name in wanted if running and name not in running]
    if unknown:
        raise Refused(
            f"what {', '.join(unknown)} runs now is not known, so it cannot be kept while something else comes first",
            fix=f"`{command('status', stack.tags)}` shows it; deploy again when it runs",
        )
    return replace(stack, body=body), Looked(state=state, plan=plan(state))


def _run_all(stack: Stack, agreed: Draft, means: Means) -> Outcome | None:
    """Run what comes first, one after the other; how it failed, where it did."""
    state = means.aws.stacks.describe(stack.name)
    assert state is not None, "it was deployed a moment ago"
    held = {one.logical_id: one for one in means.aws.stacks.resources(state.id)}
    for run in runs(stack.body):
        failed = _ran(stack, run, _order(stack, run, held, agreed, means), means)
        if failed is not None:
            quoted = tuple(f"{run.container} | {line}" for line in failed.lines)
            what = f"`{' '.join(run.command)}` must succeed first, and {failed.why}"
            fix = _WAIT if failed.goes_on else _MEND
            return _held(stack, means, what, fix, quoted)
    return None


def _order(stack: Stack, run: Run, held: dict[str, Resource], agreed: Draft, means: Means) -> Order:
    """Where the service's own tasks run, and as they do."""
    template = Template(stack, agreed.values.values, means.aws)
    ((_, service),) = list(template.of_type(SERVICE))[:1]
    interface = template.fields(
        template.fields(service.get("NetworkConfiguration")).get("AwsvpcConfiguration")
    )
    groups = [
        held[name].physical_id
        for name in map(template.referred, _list(interface.get("SecurityGroups")))
        if name in held
    ]
    providers = template.entries(service.get("CapacityProviderStrategy"))
    return Order(
        cluster=template.text(service.get("Cluster")),
        task_definition=held[run.task].physical_id,
        container=run.container,
        command=run.command,
        subnets=template.texts(interface.get("Subnets")),
        groups=(*groups, *filter(None, map(template.text, _list(interface.get("SecurityGroups"))))),
        public_ip=template.text(interface.get("AssignPublicIp")) == "ENABLED",
        providers=tuple(
            Share(provider=name)
            for name in filter(None, (template.text(p.get("CapacityProvider")) for p in providers))
        )[:1],
        launch_type=template.text(service.get("LaunchType")),
        token=means.fresh()[:32],
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _ran(stack: Stack, run: Run, order: Order, means: Means) -> _Failed | None:
    """How it failed, with the last lines that it wrote; nothing where it succeeded."""
    try:
        arn = means.aws.services.run(order)
    except AwsError as error:
        if error.trouble is Trouble.UNREACHABLE:
            return _Failed(why=f"whether it was started is not known: {error.what}", goes_on=True)
        return _Failed(why=f"it could not be started: {error.what}")
    said = f"running `{' '.join(run.command)}` in {run.container} (task {arn.rpartition('/')[2]})"
    means.tell(Note(stack=stack.name, text=said))
    task = ended(
        order.cluster,
        arn,
        means,
        seconds=run.minutes * 60.0,
        every=means.pace.longest,
        meanwhile=_beating(stack.name, means),
    )
    if isinstance(task, str):
        return _Failed(why=f"{task} ({arn})", goes_on=True)
    why = unsuccessful(run.container, task)
    return _Failed(why=why, lines=_log(run, order, arn, means)) if why else None


def _beating(stack: str, means: Means) -> Callable[[float], None]:
    """Tell that it goes on, now and then."""
    told = 0.0

    def beat(seconds: float) -> None:
        nonlocal told
        if seconds - told >= means.pace.heartbeat - means.pace.longest:
            told = seconds
            means.tell(Heartbeat(stack=stack, seconds=seconds, active=("before",)))

    return beat


def _log(run: Run, order: Order, arn: str, means: Means) -> tuple[str, ...]:
    plans = or_unknown(lambda: means.aws.services.containers(order.task_definition))
    for plan_ in () if isinstance(plans, Unknown) else plans:
        place = plan_.log
        if plan_.name == run.container and place is not None:
            where = stream(place, run.container, arn)
            tail = partial(means.aws.logs.tail, place.group, where, lines=_LINES)
            lines = or_unknown(tail)
            return () if isinstance(lines, Unknown) else lines
    return ()
