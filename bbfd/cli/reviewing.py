"""A deploy in two steps, from the command line: which stack a plan is of, and what is printed of it."""

from __future__ import annotations

import sys
from dataclasses import replace

from bbfd.cli.call import Call
from bbfd.cli.commit import commit_of
from bbfd.cli.deploying import Asked
from bbfd.cli.images_given import must_be_images
from bbfd.cli.judging import must_be_clean
from bbfd.cli.means import acting
from bbfd.cli.stacks import Stacks
from bbfd.deploy.account import must_be_the_right_one
from bbfd.deploy.alone import run_over
from bbfd.deploy.commands import ENVIRONMENT, SERVICE
from bbfd.deploy.means import Means
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import ChangeSet
from bbfd.deploy.reviewed import applied, applying, discarded, discarding, found, planned
from bbfd.deploy.standing import status, telling_nothing_known, telling_state
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
    with acting(
        call,
        stacks,
        yes=asked.yes,
        as_json=asked.as_json,
        wait_lock=asked.wait_lock,
        ledger=ledger,
    ) as means:
        kept, service = _looked_up(plan_id, stacks, means)
        (stack,) = stacks.of((service,))
        ((_, wishes),) = asked.above((service,), (stack,), stacks)
        with run_over(stack, means) as alone:
            return applied(stack, kept, wishes, alone).exit_code


def discard(call: Call, stacks: Stacks, plan_id: str) -> int:
    """Remove a plan, and the empty stack that was made for it."""
    with acting(call, stacks, wait_lock=0.0) as means:
        kept, service = _looked_up(plan_id, stacks, means)
        tags = {SERVICE: service, ENVIRONMENT: stacks.place.name}
        stack = Stack(name=stack_name(stacks.place.name, service), body={}, tags=tags)
        with telling_state(stack.name, means):
            discarded(stack, kept, means)
        state = status(stack.name, means)
    call.console().say([Line(f"the plan {kept.name} is discarded; {stack.name}: {state}")])
    return 0


def _looked_up(plan_id: str, stacks: Stacks, means: Means) -> tuple[ChangeSet, str]:
    """The change set, and the service whose stack it is of. plan_id: an ARN, or SERVICE/NAME."""
    must_be_the_right_one(means.aws)
    service, slash, name = plan_id.partition("/")
    if plan_id.startswith("arn:"):
        kept = found(plan_id, "", means.aws.stacks)
    elif slash and service and name:
        kept = found(name, stack_name(stacks.place.name, service), means.aws.stacks)
    else:
        raise UsageError(
            f"`{plan_id}` is no plan", fix="give what `bbfd plan` printed, or SERVICE/NAME"
        )
    of = kept.stack_id.split("/")[1] if "/" in kept.stack_id else kept.stack_id
    every = {stack_name(stacks.place.name, one): one for one in stacks.project.service_names}
    if of not in every:
        raise Refused(
            f"the plan {kept.name} is of the stack {of}, which is no service of {stacks.place.name}",
            fix="name the environment that it was planned for: `--env E`",
        )
    return kept, every[of]
