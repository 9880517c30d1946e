"""A stack of ours as a document: what rules look at, with places in the definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bbfd.cli.project import Project
from bbfd.cli.unruled import JSON_COMMA, NO_ECS, NOT_BUILT, NOT_LOADED, Unruled
from bbfd.discover import SERVICES
from bbfd.errors import BbfdError, DocumentError, Mistakes, Place
from bbfd.model.stack import FromListener, FromStack, Parameter, Refusal, Stack
from bbfd.rules import Finding, Level
from bbfd.template import Document, Reference, document
from bbfd.template.macros import unseen


def document_of(stack: Stack, project: Project, known: Mapping[str, str] = {}) -> Document:
    """The document. known: what is known of parameters; else one without a default is another stack's output."""
    outputs = {
        parameter.name: Reference(parameter.source.output, stack=parameter.source.stack)
        for parameter in stack.parameters
        if isinstance(parameter.source, FromStack) and parameter.default is None
    }
    return document(
        stack.body,
        lambda logical_id, path: _place(stack, project, logical_id, path),
        name=stack.name,
        parameters={**outputs, **known},
    )


def documents_of(stacks: Sequence[Stack], project: Project) -> list[Document]:
    """The documents of all services of an environment, together.

    A listener priority that was not asked for gives way to those taken before, as it does when planning.
    """
    from bbfd.deploy.slots import Slots

    slots = Slots()
    for _, parameter, source in _priorities(stacks):
        if source.first == source.last and parameter.default:
            slots.keep(source.listener, int(parameter.default))
    given: dict[str, dict[str, str]] = {}
    for stack, parameter, source in _priorities(stacks):
        if source.first < source.last and parameter.default:
            band = range(source.first, source.last + 1)
            taken = slots.take(source.listener, wanted=int(parameter.default), band=band, used=())
            given.setdefault(stack.name, {})[parameter.name] = str(taken or parameter.default)
    return [document_of(stack, project, given.get(stack.name, {})) for stack in stacks]


def _priorities(stacks: Sequence[Stack]) -> Iterator[tuple[Stack, Parameter, FromListener]]:
    for stack in stacks:
        for parameter in stack.parameters:
            if isinstance(parameter.source, FromListener):
                yield stack, parameter, parameter.source


def refusals_of(stack: Stack, project: Project) -> tuple[Finding, ...]:
    """What could not be built, as findings."""
    return tuple(_refused(refusal, stack, project) for refusal in stack.refusals)


def not_read(error: BbfdError, level: Level = Level.ERROR) -> tuple[Finding, ...]:
    """A definition that does not load, or a template that cannot be read, as findings: there is nothing else."""
    each = error.each if isinstance(error, Mistakes) else (error,)
    return tuple(_of_our_own(NOT_LOADED, one, level) for one in each)


def read_over(error: DocumentError) -> Finding:
    """What CloudFormation reads over in JSON, as a finding."""
    found = _of_our_own(JSON_COMMA, error, Level.WARNING)
    return replace(found, aws_error="none: CloudFormation reads over it")


def without_ecs(documents: Sequence[Document]) -> tuple[Finding, ...]:
    """That there is nothing of ECS in any of these templates, where that is sure."""
    if not documents or any(map(_may_have_ecs, documents)):
        return ()
    first = documents[0]
    what = "nothing of ECS in it" if len(documents) == 1 else "nothing of ECS in these templates"
    fix = "name the template that has the services or the task definitions"
    error = DocumentError(
        f"{what}: BBFD's rules are about that", fix=fix, place=first.place(("Resources",))
    )
    return (_of_our_own(NO_ECS, error, Level.WARNING),)


def _may_have_ecs(document: Document) -> bool:
    types = {
        str(each.get("Type"))
        for each in document.values.resources.values()
        if isinstance(each, dict)
    }
    return bool(unseen(document)) or any(
        each.startswith(("AWS::ECS::", "AWS::CloudFormation::", "AWS::Serverless::A"))
        for each in types
    )


def _of_our_own(kind: Unruled, error: BbfdError, level: Level) -> Finding:
    return Finding(
        rule=kind.id,
        level=level,
        title=kind.title,
        aws_error="none: it is not sent",
        fix=error.fix,
        doc="",
        resource="",
        path=(),
        detail=error.what,
        document=error.place.file if error.place else "",
        source="bbfd",
        where=partial(_where, error),
    )


def _where(error: BbfdError) -> Place:
    return error.place or Place(SERVICES)


def _place(stack: Stack, project: Project, logical_id: str, path: tuple[str | int, ...]) -> Place:
    """Of the field that made the property, else of the one that made the resource; of what is allowed, its own."""
    if (logical_id, path[:1]) == ("bbfd", ("allow",)):
        return project.place_of(stack.definition, ".".join(map(str, path)))
    return project.place_of(stack.definition, stack.field_of(logical_id, *path))


def _refused(refusal: Refusal, stack: Stack, project: Project) -> Finding:
    field = refusal.field or stack.origins.get((refusal.resource, ""), "")
    return Finding(
        rule=NOT_BUILT.id,
        level=Level.ERROR,
        title=NOT_BUILT.title,
        aws_error="none: it is not sent",
        fix=refusal.fix,
        doc="",
        resource=refusal.resource,
        path=(),
        detail=refusal.what,
        document=stack.name,
        source="bbfd",
        where=lambda: project.place_of(refusal.definition or stack.definition, field),
    )
