"""Containers whose logs are not where they can be read, and where they go instead. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.deploy.records import ContainerPlan


def silent(plans: Iterable[ContainerPlan], container: str = "") -> Iterator[str]:
    """One sentence for each container that is wanted and cannot be read."""
    for plan in plans:
        if plan.log is None and container in ("", plan.name):
            yield f"the log of {plan.name} is not read here: {_where(plan.driver)}"


def _where(driver: str) -> str:
    if driver == "awsfirelens":
        return "FireLens sends it where the options of its `log` say"
    if driver == "awslogs":
        return "its `log` names no stream prefix, so that nobody can tell whose stream is which"
    if driver:
        return f"its log driver is {driver}, which sends it elsewhere"
    return "it has no log driver, so that its host keeps it, if anybody does"
