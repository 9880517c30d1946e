"""A service's stack, and what was read of it once, for all examinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bbfd.deploy.doctor._complaint import Complaint, Grade, noted
from bbfd.deploy.plan.known import known_parameters
from bbfd.deploy.plan.template import deployed
from bbfd.deploy.plan.values import resolve
from bbfd.deploy.states import Step, plan
from bbfd.errors import AwsError, Refused
from bbfd.model.stack import FromListener, FromStack

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import Resource, StackState
    from bbfd.model.stack import Parameter, Stack


class Patient:
    """One service in one environment. Every reading raises AwsError where AWS does not answer it.

    beneath: the stacks that it stands on, as their definitions make them.
    """

    def __init__(
        self, stack: Stack, wishes: Wishes, beneath: Sequence[Stack], means: Means
    ) -> None:
        self.stack = stack
        self.wishes = wishes
        self.means = means
        self._beneath = beneath

    @cached_property
    def state(self) -> StackState | None:
        """The stack as it is; None where there is none, or nothing was ever executed on it."""
        found = self.means.aws.stacks.describe(self.stack.name)
        shell = found is not None and found.status in ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE")
        return None if shell else found

    @property
    def runs(self) -> bool:
        """Whether there is something that may be well or not: a stack on which nothing is under way."""
        return self.state is not None and plan(self.state).step is not Step.WAIT

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """What the stack holds."""
        return self.means.aws.stacks.resources(self.state.id) if self.state else ()

    @cached_property
    def deployed(self) -> Mapping[str, Any]:
        """The template that the stack was made from."""
        return deployed(self.stack, self.state, self.means) if self.state else {}

    @cached_property
    def valued(self) -> tuple[Mapping[str, str], tuple[Complaint, ...]]:
        """The values of the parameters as far as there are any, and what is wrong with the others."""
        known = self._known
        try:
            found = self._resolved(known)
        except Refused as refused:
            if isinstance(refused, AwsError) or len(known) > 1:
                return self._one_by_one(known)
            return {}, (_missing(refused),)
        return found.values, tuple(map(_note, found.notes))

    @property
    def _known(self) -> tuple[Parameter, ...]:
        """The parameters that can have a value before anything is deployed, a listener's priority among them."""
        known = known_parameters(self.stack, self._to_come)
        names = {parameter.name for parameter in known}
        slots = (
            parameter
            for parameter in self.stack.parameters
            if isinstance(parameter.source, FromListener) and parameter.source.listener in names
        )
        return (*known, *slots)

    @property
    def _to_come(self) -> frozenset[str]:
        """The stacks beneath that a deploy would make, or bring to tell what they do not tell yet."""
        asked = {
            (p.source.stack, p.source.output)
            for p in self.stack.parameters
            if isinstance(p.source, FromStack)
        }
        return frozenset(one.name for one in self._beneath if self._is_to_come(one, asked))

    def _is_to_come(self, stack: Stack, asked: set[tuple[str, str]]) -> bool:
        wanted = {output for name, output in asked if name == stack.name}
        if not wanted:
            return False
        state = self.means.aws.stacks.describe(stack.name)
        return state is None or not wanted <= state.outputs.keys()

    def _resolved(self, parameters: Sequence[Parameter]) -> Any:
        stack = replace(self.stack, parameters=tuple(parameters))
        return resolve(stack, self.state, self.wishes, self.means)

    def _one_by_one(
        self, known: Sequence[Parameter]
    ) -> tuple[Mapping[str, str], tuple[Complaint, ...]]:
        """Each parameter alone, with those that it asks for: one that has no value hides no other."""
        values: dict[str, str] = {}
        complaints: list[Complaint] = []
        for parameter in known:
            needed = getattr(parameter.source, "listener", "") or getattr(
                parameter.source, "vpc", ""
            )
            with_it = [p for p in known if p.name in (needed, parameter.name)]
            try:
                found = self._resolved(with_it)
            except AwsError as error:
                complaints.append(_unread(parameter, error))
            except Refused as refused:
                complaints.append(_missing(refused))
            else:
                values |= found.values
                complaints.extend(map(_note, found.notes))
        return values, tuple(dict.fromkeys(complaints))


_ABOUT = "values"


def _missing(refused: Refused) -> Complaint:
    return Complaint(grade=Grade.REFUSES, about=_ABOUT, what=refused.what, fix=refused.fix)


def _unread(parameter: Parameter, error: AwsError) -> Complaint:
    what = f"the value of {parameter.name} is not known: {error.what}"
    return Complaint(grade=Grade.UNKNOWN, about=_ABOUT, what=what, fix=error.fix)


def _note(text: str) -> Complaint:
    return noted(_ABOUT, text)
