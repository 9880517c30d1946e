"""What keeps what was only looked up."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere.cloudformation import WaitConditionHandle

from bbfd.build.assemble import Made
from bbfd.build.environment import inner_ids
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment


def remembered(place: Definition[Environment]) -> Iterator[Made]:  # noqa: ARG001 - every part is asked so
    """A resource that is nothing and costs nothing: a stack must have one to have outputs."""
    yield WaitConditionHandle(inner_ids.REMEMBERED)
