"""Starts that were given up: whether they are kept, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterator

from awacs.aws import Statement
from troposphere import GetAtt

from bbfd.build import ids
from bbfd.build.assemble import Made
from bbfd.build.bounds import beyond
from bbfd.build.policies import allow
from bbfd.build.scope import Scope
from bbfd.build.unfit import tuned_in_vain
from bbfd.model.workload import Started

_BOUNDS = {
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
    "retries": range(186),
    "maximum_age": range(60, 86401),
    # https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: a year, in minutes
    "time_limit": range(1, 525601),
    "attempts": range(1, 101),
}


def unstarted(scope: Scope[Started], *fillers: Statement) -> Iterator[Made]:
    """The queue of what was given up, where it is wanted; and what is wrong with how it is tried.

    fillers: who may fill it, where the queue's own policy must say so.
    """
    yield from beyond(scope.workload, "", _BOUNDS)
    yield from tuned_in_vain(scope, "count", "grace_period", "minimum", "maximum", "scaling")
    wanted = scope.workload.unstarted
    if wanted is not None:
        from bbfd.build.given_up import given_up  # 5 ms, for what keeps them

        yield from given_up(wanted, *fillers, kept=scope.environment.protected)


def may_give_up(scope: Scope[Started]) -> Iterator[Statement]:
    """What whoever starts the task must be allowed to tell what it gave up."""
    if scope.workload.unstarted is not None:
        from awacs import sqs as sqs_actions

        yield allow([sqs_actions.SendMessage], [GetAtt(ids.DEAD_LETTERS, "Arn")])
