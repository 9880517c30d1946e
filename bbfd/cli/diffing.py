"""Everything up to the proposals, and no further."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from bbfd.cli.blamed import background
from bbfd.cli.call import Call
from bbfd.cli.commenting import Comment
from bbfd.cli.deploying import Asked, say_untagged
from bbfd.cli.images_given import must_be_images
from bbfd.cli.judging import must_be_clean
from bbfd.cli.linked_roles import LinkedRoles
from bbfd.cli.means import acting
from bbfd.cli.stacks import Stacks
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import telling_nothing_known, telling_state
from bbfd.deploy.means import Means, Wishes
from bbfd.deploy.plan.foretold import foretold
from bbfd.deploy.proposal import Proposal
from bbfd.deploy.run.execute import propose_here
from bbfd.errors import AwsError, Refused
from bbfd.model.stack import Stack
from bbfd.report.changes import proposal_lines, proposal_record
from bbfd.report.line import text
from bbfd.report.redacted import redacted_record
from bbfd.template.inert import json_text


def diff(call: Call, stacks: Stacks, names: Sequence[str], asked: Asked, comment: Comment) -> bool:
    """Print what would change, and write it into the comment; whether anything would."""
    must_be_images(asked.images, asked.tag, names)
    wanted, beneath = stacks.of(names), stacks.beneath()
    must_be_clean(call, stacks, wanted, beneath)
    below = [(stack, asked.beneath(stacks)) for stack in beneath]
    above = asked.above(names, wanted, stacks)
    with acting(call, stacks, wait_lock=asked.wait_lock, proposals=False) as means:
        say_untagged(asked, names, wanted, stacks, means)
        with telling_nothing_known([stack.name for stack in wanted]):
            must_be_the_right_one(means.aws)
        known = background(stacks)
        proposals = tuple(
            redacted_record(one, known.secrets(one.stack))
            for one in _proposals(below, above, means)
        )
        LinkedRoles(means, stacks.place.name, stacks.beneath()).foretell()
    comment.write(proposals)
    if asked.as_json:
        print(json_text([proposal_record(p) for p in proposals]))
    else:
        sys.stdout.write(text(line for p in proposals for line in proposal_lines(p)))
    return not all(proposal.idle for proposal in proposals)


def _proposals(
    beneath: Sequence[tuple[Stack, Wishes]], services: Sequence[tuple[Stack, Wishes]], means: Means
) -> Iterator[Proposal]:
    moving: list[str] = []
    for stack, wishes in beneath:
        with telling_state(stack.name, means):
            proposal = propose_here(stack, wishes, means)
        moving += () if proposal.empty else (stack.name,)
        yield proposal
    for stack, wishes in services:
        try:
            with telling_state(stack.name, means):
                proposal = propose_here(stack, wishes, means)
        except AwsError:
            raise
        except Refused as refused:
            if not moving:
                raise
            proposal = foretold(stack, wishes, refused, moving, means)
        yield proposal
