"""The parameters of a stack -> the values to be sent. Everything that a deploy learns from AWS enters here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import ENVIRONMENT
from bbfd.deploy.plan import image, lookups, pinned
from bbfd.deploy.plan.digest import digest
from bbfd.deploy.plan.facts import UNSAID, facts_of, told
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.errors import Refused
from bbfd.model.naming import environment_stack_name
from bbfd.model.stack import (
    FromCertificate,
    FromDeployment,
    FromImage,
    FromKey,
    FromListener,
    FromSecret,
    FromStack,
    FromTags,
    FromWeights,
    FromZone,
)

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.needs import Aws
    from bbfd.deploy.plan.pinned import Pinned
    from bbfd.deploy.records import Rule, StackState
    from bbfd.model.stack import Parameter, Stack


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """The value of every parameter, and what a reader should know of how they came about.

    tells: image parameter -> what the version calls it. tags: image parameter -> the image by its tag, of those that
    were not looked up: they are as the stack has them.
    """

    values: Mapping[str, str]
    tells: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def resolve(
    stack: Stack,
    state: StackState | None,
    wishes: Wishes,
    means: Means,
    *,
    gone: Collection[str] = (),
) -> Values:
    """Give every parameter its value; an unchanged one is sent as well, never `UsePreviousValue`.

    gone: the physical ids of what is deleted before.
    """
    image.must_be_clear(stack.parameters, wishes)
    search = _Search(stack, state, wishes, means, gone)
    values: dict[str, str] = {}
    notes: list[str] = []
    for parameter in sorted(stack.parameters, key=_needs_another):
        values[parameter.name], said = search.value(parameter, values)
        notes.extend(said)
    values |= _facts(stack, values, wishes, search.tells)
    return Values(
        values={p.name: values[p.name] for p in stack.parameters},
        tells=search.tells,
        tags=search.tags,
        notes=tuple(notes),
    )


def looked_up(stack: Stack, values: Values, means: Means, *, all_of_them: bool = True) -> Values:
    """Look where those tags lead to that were not looked up: one that has moved is a change.

    all_of_them: False: those alone that may be moved.
    """
    asked = {p.name for p in stack.parameters if all_of_them or pinned.may_move(p)}
    found = {
        name: pinned.looked_up(tag, values.values[name], means)
        for name, tag in values.tags.items()
        if name in asked
    }
    left = {name: tag for name, tag in values.tags.items() if name not in asked}
    return replace(with_these(stack, values, found), tags=left) if found else values


def with_these(stack: Stack, values: Values, these: Mapping[str, str]) -> Values:
    """Give some parameters other values; the digest is of all of them."""
    known = {**values.values, **these}
    return replace(values, values={**known, **_digested(stack, known)})


def _facts(
    stack: Stack, values: Mapping[str, str], wishes: Wishes, tells: Mapping[str, str]
) -> Mapping[str, str]:
    return {**told(stack, values, wishes, tells), **_digested(stack, values)}


def _digested(stack: Stack, values: Mapping[str, str]) -> Mapping[str, str]:
    names = [name for name, fact in facts_of(stack.parameters).items() if fact == "digest"]
    return dict.fromkeys(names, digest(stack, values)) if names else {}


def _needs_another(parameter: Parameter) -> bool:
    source = parameter.source
    return isinstance(source, FromListener) or (isinstance(source, FromTags) and bool(source.vpc))


Found = tuple[str, tuple[str, ...]]  # the value, and notes


class _Search:
    """One resolution. It reads each other stack once."""

    def __init__(
        self,
        stack: Stack,
        state: StackState | None,
        wishes: Wishes,
        means: Means,
        gone: Collection[str],
    ) -> None:
        self._stack = stack
        self._state = state
        self._wishes = wishes
        self._means = means
        self._gone = gone
        self._outputs: dict[str, Mapping[str, str] | None] = {}
        self.tells: dict[str, str] = {}
        self.tags: dict[str, str] = {}

    def value(self, parameter: Parameter, known: Mapping[str, str]) -> Found:
        source = parameter.source
        if isinstance(source, FromImage):
            return self._image(parameter)
        if isinstance(source, FromListener):
            return self._slot(parameter, source, known[source.listener])
        if isinstance(source, FromDeployment):
            return UNSAID, ()  # told once all others are known
        if isinstance(source, FromWeights) and self._state:
            # What the stack was told last: CloudFormation finds nothing changed, and leaves the rule alone.
            return self._state.parameters.get(parameter.name) or parameter.default or "", ()
        if parameter.default is not None:
            return parameter.default, ()
        return self._learned(parameter, known)

    def _learned(self, parameter: Parameter, known: Mapping[str, str]) -> Found:
        source, aws = parameter.source, self._aws
        if isinstance(source, FromStack):
            return self._output(parameter, source), ()
        if isinstance(source, FromCertificate):
            return lookups.certificate(source.domain, aws.certificates)
        if isinstance(source, FromZone):
            return lookups.zone(source.domain, aws.zones), ()
        if isinstance(source, FromTags):
            return self._tagged(source, known), ()
        if isinstance(source, FromSecret):
            return lookups.secret(source, aws.secrets, aws.keys), ()
        if isinstance(source, FromKey):
            return lookups.key(source.alias, aws.keys), ()
        raise Refused(
            f"the parameter {parameter.name} has no value",
            fix="give it a default, or a source to learn it from",
        )

    @property
    def _aws(self) -> Aws:
        return self._means.aws

    def _image(self, parameter: Parameter) -> Found:
        found = pinned.pinned(parameter, self._stack, self._state, self._wishes, self._means)
        name, notes = parameter.name, found.notes
        self.tells[name] = found.tells
        if found.tag:
            self.tags[name] = found.tag
        before = self._state.parameters.get(name) if self._state else None
        if before is not None and found.value != before:
            notes = (*self._given_up(parameter, before, found), *notes)
        return found.value, notes

    def _given_up(self, parameter: Parameter, before: str, found: Pinned) -> tuple[str, ...]:
        """What to note where an image that was given with an earlier deploy is not kept by this one."""
        state = self._state
        if state is None or found.chosen != parameter.default or self._wishes.many:
            return ()
        template = or_unknown(lambda: self._aws.stacks.template(state.id))
        if isinstance(template, Unknown):
            return ()
        defined = template.get("Parameters", {}).get(parameter.name, {}).get("Default")
        runs = pinned.as_told(before, state.parameters.get(pinned.VERSION, ""))
        return image.given_up(runs, found.chosen) if defined == found.chosen else ()

    def _tagged(self, source: FromTags, known: Mapping[str, str]) -> str:
        if source.what == "vpc":
            return lookups.vpc(source.tags, self._aws.networks)
        return lookups.subnets(known[source.vpc], source.tags, self._aws.networks)

    def _output(self, parameter: Parameter, source: FromStack) -> str:
        name = source.stack
        if name not in self._outputs:
            state = self._aws.stacks.describe(name)
            self._outputs[name] = state.outputs if state else None
        outputs = self._outputs[name]
        maker = self._maker(source)
        if outputs is None:
            raise Refused(
                f"{parameter.name} comes from the stack {name}, which does not exist",
                fix=f"{maker} makes it" if maker else "correct stack= in the definition",
            )
        if source.output not in outputs:
            there = ", ".join(sorted(outputs)) or "none"
            raise Refused(
                f"{parameter.name} comes from the output {source.output} of the stack {name}, "
                "which has no such output",
                fix=f"{maker} brings it up to date; what it tells now is {there}"
                if maker
                else f"write one of its own: {there}",
            )
        return outputs[source.output]

    def _maker(self, source: FromStack) -> str:
        """The command that makes a stack, where it is one of ours."""
        environment = self._stack.tags.get(ENVIRONMENT, "E")
        if source.service:
            return f"`bbfd deploy {source.service} --env {environment}`"
        ours = source.stack == environment_stack_name(environment)
        return f"`bbfd env deploy {environment}`" if ours else ""

    def _slot(self, parameter: Parameter, source: FromListener, listener: str) -> Found:
        asker = f"{self._stack.name} {parameter.name}"
        kept = self._kept(parameter, source, listener)
        if kept is not None:
            self._means.slots.keep(listener, kept, asker=asker)
            return str(kept), ()
        wanted = int(parameter.default) if parameter.default is not None else source.first
        taken, notes = lookups.slot(
            source,
            listener,
            wanted=wanted,
            asker=asker,
            read=self._rules,
            slots=self._means.slots,
        )
        return str(taken), notes

    def _rules(self, listener: str) -> tuple[Rule, ...]:
        found = self._aws.balancers.rules(listener)
        return tuple(rule for rule in found if rule.arn not in self._gone)

    def _kept(self, parameter: Parameter, source: FromListener, listener: str) -> int | None:
        """Give the priority that our own rule has on this listener: what the stack was last brought to holds it."""
        before = self._state.parameters if self._state else {}
        had = before.get(parameter.name, "")
        if not had.isdigit() or before.get(source.listener) != listener:
            return None
        return int(had) if source.first <= int(had) <= source.last else None
