"""A deploy in two steps, from the command line: which stack a plan is of, and what is printed of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from bbfd.cli.call import Call
from bbfd.cli.commit import commit_of
from bbfd.cli.deploying import Asked
from bbfd.cli.images_given import must_be_images
from bbfd.cli.judging import must_be_clean
from bbfd.cli.means import acting, acting_as
from bbfd.cli.stacks import Stacks
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import status, telling_nothing_known, telling_state
from bbfd.deploy.means import Means
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import ChangeSet
from bbfd.deploy.run.in_turn import one_run
from bbfd.deploy.run.reviewed import (
    applied,
    applying,
    discarded,
    discarding,
    found,
    must_be_a_plan,
    planned,
)
from bbfd.errors import Refused, UsageError
from bbfd.model.naming import stack_name
from bbfd.model.stack import Stack
from bbfd.report.changes import proposal_lines, proposal_record
from bbfd.report.github_files import Ledger
from bbfd.report.line import Line, text
from bbfd.template.inert import json_text


def plan(call: Call, stacks: Stacks, service: str, asked: Asked) -> int:
    """Make a plan, print it, and keep it."""
    must_be_images(asked.images, asked.tag, (service,))
    (stack,) = stacks.of((service,))
    must_be_clean(call, stacks, (stack,), ())
    asked = replace(asked, commit=commit_of(call, stacks))
    ((_, wishes),) = asked.above((service,), (stack,), stacks)
    with acting(call, stacks, wait_lock=asked.wait_lock, proposals=False) as means:
        with telling_nothing_known([stack.name]):
            must_be_the_right_one(means.aws)
        with telling_state(stack.name, means):
            wishes = replace(wishes, by=means.aws.identity.who().arn)
            proposal = planned(stack, wishes, means)
    _print(proposal, stack, as_json=asked.as_json)
    return 0


def _print(proposal: Proposal, stack: Stack, *, as_json: bool) -> None:
    kept = proposal.change_set
    if as_json:
        commands = (applying(stack, kept), discarding(stack, kept)) if kept else (None, None)
        told = {"plan": kept.id if kept else None, "apply": commands[0], "discard": commands[1]}
        print(json_text({**told, **proposal_record(proposal)}))
        return
    lines = [*proposal_lines(proposal)]
    if kept:
        lines.append(Line(f"plan  {kept.id}"))
        lines.append(Line(f"apply with  {applying(stack, kept)}"))
    sys.stdout.write(text(lines))


def apply(call: Call, stacks: Stacks, plan_id: str, asked: Asked, ledger: Ledger) -> int:
    """Carry a plan out; the exit code of how it ended."""
    with acting_as(call, stacks, asked, ledger) as means:
        said = _said(plan_id, stacks, means)
        with one_run(means) as run:
            kept, of = _looked_up(plan_id, said, means, run.over)
            with run.over(of):
                service = _service_of(of, kept, stacks)
            (stack,) = stacks.of((service,))
            ((_, wishes),) = asked.above((service,), (stack,), stacks)
            with run.over(of) as alone:
                applied(stack, kept, wishes, alone)
    return run.exit_code


def discard(call: Call, stacks: Stacks, plan_id: str) -> int:
    """Remove a plan, and the empty stack that was made for it. The service's file may be gone."""
    with acting(call, stacks, wait_lock=0.0) as means:
        said = _said(plan_id, stacks, means)
        kept, of = _looked_up(plan_id, said, means, lambda name: telling_state(name, means))
        with telling_state(of, means):
            service = _service_of(of, kept, stacks, gone=True)
            tags = {SERVICE: service, ENVIRONMENT: stacks.place.name}
            discarded(Stack(name=of, body={}, tags=tags), kept, means)
        state = status(of, means)
    call.console().say([Line(f"the plan {kept.name} is discarded; {of}: {state}")])
    return 0


def _said(plan_id: str, stacks: Stacks, means: Means) -> str:
    """The stack that SERVICE/NAME is of; "" for an ARN, which says it by itself."""
    service, slash, name = plan_id.partition("/")
    by_arn = plan_id.startswith("arn:")
    if not by_arn and not (slash and service and name):
        raise UsageError(
            f"`{plan_id}` is no plan", fix="give what `bbfd plan` printed, or SERVICE/NAME"
        )
    said = "" if by_arn else stack_name(stacks.place.name, service)
    with telling_nothing_known([said] if said else []):
        must_be_the_right_one(means.aws)
    return said


def _looked_up(
    plan_id: str, said: str, means: Means, over: Callable[[str], AbstractContextManager[object]]
) -> tuple[ChangeSet, str]:
    """The change set, and the name of the stack that it is of. over: has what is raised tell of a stack."""
    with over(said) if said else nullcontext():
        kept = found(plan_id.partition("/")[2] if said else plan_id, said, means.aws.stacks)
    of = kept.stack_id.split("/")[1] if "/" in kept.stack_id else kept.stack_id
    with over(of):
        must_be_a_plan(kept)
    return kept, of


def _service_of(of: str, kept: ChangeSet, stacks: Stacks, *, gone: bool = False) -> str:
    """The service whose stack this is, in this environment. gone: also one that has no file any more."""
    place, project = stacks.place.name, stacks.project
    every = {stack_name(place, one): one for one in project.service_names}
    if of in every:
        return every[of]
    others = [one for one in project.environment_names if len(one) > len(place)]
    ours = of.startswith(f"{place}-") and not any(of.startswith(f"{one}-") for one in others)
    if gone and ours:
        return of.removeprefix(f"{place}-")
    raise Refused(
        f"the plan {kept.name} is of the stack {of}, which is no service of {place}",
        fix="name the environment that it was planned for: `--env E`",
    )
