"""A plan is completed and weighed before anybody is asked: values on either side, what it means, what would stop it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bbfd.deploy.plan.explained import explained
from bbfd.deploy.plan.guards import Case, Verdict, judged, must_hold
from bbfd.deploy.plan.live import live
from bbfd.deploy.plan.masked import masked_changes
from bbfd.deploy.plan.meanings import meanings
from bbfd.deploy.plan.resolved import Template

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.proposal import Proposal
    from bbfd.deploy.records import StackState
    from bbfd.model.stack import Stack


def weighed(
    proposal: Proposal,
    stack: Stack,
    state: StackState | None,
    values: Mapping[str, str],
    wishes: Wishes,
    means: Means,
) -> Proposal:
    """Complete a proposal that has its changes. Refused where it would surely fail, with all that stands in its way.

    One that is only shown is not refused: what stands in its way is said beside its changes.

    state: the stack as it is, where it is updated.
    """
    known = explained(proposal.changes, stack, state, values, means)
    case = Case(
        proposal=replace(proposal, changes=known.changes),
        stack=stack,
        state=state,
        values=values,
        template=Template(stack, values, means.aws),
        aws=means.aws,
        rehearses=wishes.missing_image,
        addresses=means.addresses,
        live=live(known.changes, means.aws.services),
    )
    verdict = judged(case) if wishes.shows else Verdict(notes=must_hold(case))
    return replace(
        proposal,
        changes=masked_changes(known.changes),
        meanings=meanings(case),
        objections={one.what: one.fix for one in verdict.objections},
        notes=(*proposal.notes, *known.notes, *verdict.notes),
    )
