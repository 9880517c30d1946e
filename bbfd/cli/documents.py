"""A stack of ours as a document: what rules look at, with places in the definition."""

from __future__ import annotations

from bbfd.cli.project import Project
from bbfd.errors import Place
from bbfd.model.stack import FromStack, Refusal, Stack
from bbfd.rules import Finding, Level
from bbfd.template import Document, Reference, document


def document_of(stack: Stack, project: Project) -> Document:
    """The document; what is known of a parameter besides its default is that it is another stack's output."""
    known = {
        parameter.name: Reference(parameter.source.output, stack=parameter.source.stack)
        for parameter in stack.parameters
        if isinstance(parameter.source, FromStack) and parameter.default is None
    }
    return document(
        stack.body,
        lambda logical_id, path: _place(stack, project, logical_id, path),
        name=stack.name,
        parameters=known,
    )


def refusals_of(stack: Stack, project: Project) -> tuple[Finding, ...]:
    """What could not be built, as findings."""
    return tuple(_refused(refusal, stack, project) for refusal in stack.refusals)


def _place(stack: Stack, project: Project, logical_id: str, path: tuple[str | int, ...]) -> Place:
    """Of the field that made the property, else of the one that made the resource."""
    origins = stack.origins
    field = origins.get((logical_id, str(path[0]))) if path else None
    if field is None:
        field = origins.get((logical_id, ""), "")
    return project.place_of(stack.definition, field)


def _refused(refusal: Refusal, stack: Stack, project: Project) -> Finding:
    field = refusal.field or stack.origins.get((refusal.resource, ""), "")
    return Finding(
        rule="NOT-BUILT",
        level=Level.ERROR,
        title="a stack can be built whole",
        aws_error="none: it is not sent",
        fix=refusal.fix,
        doc="",
        resource=refusal.resource,
        path=(),
        detail=refusal.what,
        document=stack.name,
        source="bbfd",
        where=lambda: project.place_of(stack.definition, field),
    )
