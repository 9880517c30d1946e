"""What words need besides the records: the definition's line that a cause comes from, the variables that are secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bbfd.deploy.commands import command
from bbfd.deploy.plan.change_set import ChangeSetRefused
from bbfd.errors import BbfdError, Place
from bbfd.model.naming import stack_name
from bbfd.report.background import Background
from bbfd.report.redacted import redacted

if TYPE_CHECKING:
    from bbfd.cli.project import Project
    from bbfd.cli.stacks import Stacks
    from bbfd.diagnose import Cause
    from bbfd.model.stack import Stack


def background(stacks: Stacks) -> Background:
    """Of the stacks of an environment. Nothing is read before it is asked for."""
    found: dict[str, Stack | None] = {}

    def stack_of(name: str) -> Stack | None:
        if name not in found:
            found[name] = _stack_of(name, stacks)
        return found[name]

    def place(name: str, cause: Cause | None) -> Place | None:
        stack = stack_of(name)
        return place_of(stack, cause, stacks.project) if stack else None

    def more(name: str) -> str:
        stack = stack_of(name)
        return command("diagnose", stack.tags) if stack else ""

    def watch(name: str) -> str:
        stack = stack_of(name)
        return (
            command("watch", stack.tags)
            if stack
            else f"bbfd watch SERVICE --env {stacks.place.name}"
        )

    def secrets(name: str) -> frozenset[str]:
        stack = stack_of(name)
        return secret_names(stack.body) if stack else frozenset()

    return Background(place=place, more=more, watch=watch, secrets=secrets)


def explain(error: BbfdError, known: Background) -> None:
    """Add to what is raised the line that it comes from, and take the values of the stack's secrets out of it."""
    if isinstance(error, ChangeSetRefused):
        error.place = known.place(error.stack, next(iter(error.causes), None))
    names = known.secrets(error.state.partition(": ")[0])
    error.what, error.fix = redacted(error.what, names), redacted(error.fix, names)


def _stack_of(name: str, stacks: Stacks) -> Stack | None:
    try:
        for service in stacks.services:
            if stack_name(stacks.place.name, service) == name:
                return stacks.of((service,))[0]
        return next((stack for stack in stacks.beneath() if stack.name == name), None)
    except (
        BbfdError
    ):  # a definition that does not load: then what AWS says is told without its line
        return None


def place_of(stack: Stack, cause: Cause | None, project: Project) -> Place | None:
    """The line that a cause comes from: of its field, else of the property, of the resource, of `service =`.

    None of a cause that is unknown: nobody knows that the definition is to blame.
    """
    if not stack.definition or (cause is not None and not cause.known):
        return None
    return project.place_of(stack.definition, _field(stack, cause) if cause else "")


def _field(stack: Stack, cause: Cause) -> str:
    if cause.field:
        return cause.field
    steps = cause.path.strip("/").removeprefix("Properties/").split("/")
    return stack.field_of(cause.resource, *steps)


def secret_names(body: Mapping[str, Any]) -> frozenset[str]:
    """Names of the variables that its containers are given from secrets."""
    return frozenset(_secret_names(body))


def _secret_names(body: Mapping[str, Any]) -> Iterator[str]:
    for resource in body.get("Resources", {}).values():
        for container in resource.get("Properties", {}).get("ContainerDefinitions", ()):
            for secret in container.get("Secrets", ()):
                if isinstance(secret.get("Name"), str):
                    yield secret["Name"]
