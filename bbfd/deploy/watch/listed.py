"""The ECS services of a stack whose events may not be read: its resources name them, or else its output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.deploy.records import SERVICE, Resource
from bbfd.errors import AwsError, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.needs import Aws

# Once a service is under way, the resources are listed again at each so manieth look: a call is saved at the others.
_AGAIN = 5
# What an output names may be under way: it is looked at as if it were.
_PERHAPS = "UPDATE_IN_PROGRESS"


class Listed:
    """Finds the services of one stack, without its events."""

    def __init__(self, aws: Aws, stack_id: str) -> None:
        self._aws = aws
        self._stack_id = stack_id
        self._looks = 0
        self._denied = False
        self._found: tuple[Resource, ...] = ()

    def look(self) -> tuple[Resource, ...]:
        """Give the services as they are listed, or were a few looks ago. What cannot be read now, is the next time."""
        self._looks += 1
        if self._looks % _AGAIN == 1 or not any(map(_under_way, self._found)):
            try:
                self._found = self._named() if self._denied else self._read()
            except AwsError as error:
                self._denied |= error.trouble is Trouble.DENIED
        return self._found

    def _read(self) -> tuple[Resource, ...]:
        resources = self._aws.stacks.resources(self._stack_id)
        return tuple(one for one in resources if one.type == SERVICE)

    def _named(self) -> tuple[Resource, ...]:
        """Give the service that the stack's output names: while it is updated, that of its previous state."""
        state = self._aws.stacks.describe(self._stack_id)
        arn = state.outputs.get("Service", "") if state else ""
        named = Resource(logical_id="", type=SERVICE, status=_PERHAPS, physical_id=arn)
        return (named,) if arn else ()


def _under_way(resource: Resource) -> bool:
    return resource.status.endswith("_IN_PROGRESS")
