"""Revisions of task definitions.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html
"""

from __future__ import annotations

from typing import Any

from bbfd.aws.trouble import answered, asking
from bbfd.deploy.revisions import Revision

_AT_ONCE = 10  # DeleteTaskDefinitions takes no more


class Revisions:
    """The calls about task definitions."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def revisions(self, family: str, *, active: bool = True) -> tuple[Revision, ...]:
        """The revisions of a family, the newest first. What AWS calls a prefix is a whole family; that is held here."""
        status = "ACTIVE" if active else "INACTIVE"
        with asking(f"list the revisions of {family}"):
            pages = self._client.get_paginator("list_task_definitions").paginate(
                familyPrefix=family, status=status, sort="DESC"
            )
            arns = [arn for page in pages for arn in page.get("taskDefinitionArns", ())]
        found = (Revision(arn=arn, active=active) for arn in arns)
        ours = (one for one in found if one.family == family)
        return tuple(sorted(ours, key=lambda one: one.number, reverse=True))

    def deregister(self, arn: str) -> None:
        """Make a revision inactive."""
        with asking(f"deregister {arn}"):
            self._client.deregister_task_definition(taskDefinition=arn)

    def delete_revisions(self, arns: tuple[str, ...]) -> None:
        """Delete inactive revisions. What could not be deleted is said in an answer that succeeds."""
        for first in range(0, len(arns), _AT_ONCE):
            some = list(arns[first : first + _AT_ONCE])
            doing = f"delete {len(some)} task definitions"
            with asking(doing):
                answer = self._client.delete_task_definitions(taskDefinitions=some)
            for raw in answer.get("failures", ()):
                code, said = raw.get("reason", ""), raw.get("detail") or raw.get("arn", "")
                raise answered(doing, {"Error": {"Code": code, "Message": said}})
