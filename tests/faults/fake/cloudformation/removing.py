"""Removing resources: a whole stack's, what an update leaves over, what a rollback takes away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.faults.fake.cloudformation.course import Course, listed
from tests.faults.fake.cloudformation.records import Resource
from tests.faults.fake.cloudformation.template import in_order

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.records import Stack

_SECONDS = {"AWS::ECS::Service": 12.0, "AWS::EC2::SecurityGroup": 2.0}


def remove_all(
    course: Course, gone: list[Resource], phase: str, then: Callable[[list[str]], None]
) -> None:
    """Remove one after the other; `then` learns which could not be."""
    failed: list[str] = []

    def following(left: list[Resource]) -> None:
        if not left:
            then(failed)
            return
        held, rest = left[0], left[1:]
        if _is_kept(course, held, phase):
            course.event(held, "DELETE_SKIPPED")
            following(rest)
            return
        order = course.order(held, phase, "delete")
        course.event(held, "DELETE_IN_PROGRESS")
        seconds = (
            order.seconds if order and order.seconds is not None else _SECONDS.get(held.type, 1.0)
        )
        course.after(seconds, lambda: ended(held, rest, order.fails if order else ""))

    def ended(held: Resource, rest: list[Resource], fails: str) -> None:
        if fails:
            failed.append(held.logical)
            course.event(held, "DELETE_FAILED", fails)
        else:
            course.service.remove(course.stack, held)
            course.event(held, "DELETE_COMPLETE")
        following(rest)

    following(gone)


def _is_kept(course: Course, held: Resource, phase: str) -> bool:
    if held.retained:
        return True
    template = course.stack.template.get("Resources", {}).get(held.logical, {})
    replaced = phase == "cleanup" and held is not course.stack.resources.get(held.logical)
    policy = template.get("UpdateReplacePolicy" if replaced else "DeletionPolicy")
    if phase == "rollback":
        return policy == "Retain" and not course.keeps_only_created
    return policy in ("Retain", "RetainExceptOnCreate", "Snapshot")


class Deleting(Course):
    """DeleteStack. keeps: logical ids to retain."""

    keeps: tuple[str, ...] = ()

    def begin(self, reason: str = "User Initiated") -> None:
        was = self.stack.status
        self.root("DELETE_IN_PROGRESS", reason)
        in_use = self.service.exports_used(self.stack)
        if in_use:
            said = f"Delete canceled. {in_use}"
            self.after(5.0, lambda: self.end("UPDATE_COMPLETE" if "COMPLETE" in was else was, said))
            return
        self.after(1.0, self._remove)

    def _remove(self) -> None:
        for name in self.keeps:
            self.stack.resources[name].retained = True
        live = backwards(self.stack)
        remove_all(self, live, "delete", self._removed)

    def _removed(self, failed: list[str]) -> None:
        if failed:
            said = f"The following resource(s) failed to delete: {listed(failed)}. "
            self.end("DELETE_FAILED", said)
            return
        self.stack.deleted = self.timeline.now
        self.end("DELETE_COMPLETE")


def backwards(stack: Stack) -> list[Resource]:
    """The live resources, each before those that it needs."""
    live = stack.live()
    order = [n for n in in_order(stack.template) if n in live] if stack.template else []
    rest = [n for n in live if n not in order]
    return [live[n] for n in [*reversed(order), *rest]]
