"""What the environment may cost in a month."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import budgets

from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.build.environment.emails import odd_emails
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.stack import Refusal
from bbfd.model.watching import Budget

_MOST_MAILS, _MOST_NOTES = (
    10,
    10,
)  # https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html


def budget(place: Definition[Environment]) -> Iterator[Made]:
    """A budget over all that has the environment's tag; told when it is spent, and when it is foreseen to be.

    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
    """
    wanted = place.value.budget
    if wanted is None:
        return
    yield from odd_emails(wanted.emails, "budget.emails")
    yield from _refused(wanted)
    yield budgets.Budget(
        inner_ids.BUDGET,
        Budget=budgets.BudgetData(
            BudgetType="COST",
            TimeUnit="MONTHLY",
            BudgetLimit=budgets.Spend(Amount=wanted.monthly, Unit="USD"),
            CostFilters={"TagKeyValue": [f"user:bbfd:environment${place.name}"]},
        ),
        NotificationsWithSubscribers=[
            _told(wanted, kind, at) for at in dict.fromkeys(wanted.at) for kind in _KINDS
        ],
    )
    yield Origin(inner_ids.BUDGET, "budget")
    yield Origin(inner_ids.BUDGET, "budget.monthly", "Budget")
    yield Origin(inner_ids.BUDGET, "budget.emails", "NotificationsWithSubscribers")


_KINDS = ("ACTUAL", "FORECASTED")


def _told(wanted: Budget, kind: str, at: int) -> budgets.NotificationWithSubscribers:
    return budgets.NotificationWithSubscribers(
        Notification=budgets.Notification(
            NotificationType=kind,
            ComparisonOperator="GREATER_THAN",
            Threshold=at,
            ThresholdType="PERCENTAGE",
        ),
        Subscribers=[
            budgets.Subscriber(SubscriptionType="EMAIL", Address=address)
            for address in dict.fromkeys(wanted.emails)
        ],
    )


def _refused(wanted: Budget) -> Iterator[Refusal]:
    for field, wrong, fix in (
        ("monthly", wanted.monthly <= 0, "write an amount in US dollars, as 200"),
        ("emails", not 1 <= len(wanted.emails) <= _MOST_MAILS, f"name 1 to {_MOST_MAILS}"),
        (
            "at",
            not wanted.at or min(wanted.at) < 1 or len(wanted.at) * len(_KINDS) > _MOST_NOTES,
            f"write 1 to {_MOST_NOTES // len(_KINDS)} percentages, each 1 or more",
        ),
    ):
        if wrong:
            what = f"budget.{field} is {getattr(wanted, field)!r}"
            yield Refusal(what=what, fix=fix, field=f"budget.{field}")
