"""What another validator found, as a finding of ours."""

from __future__ import annotations

from typing import Final, NamedTuple

from bbfd.errors import UsageError
from bbfd.rules._rule import Finding, Found, Level, finding, property_of
from bbfd.rules.validator_failed import FAILED
from bbfd.template.document import Document, Path

# What foreign code may raise on an input it did not expect: everything that is not ours, nor a request to stop.
CRASHES: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-template.html"
_TASK = "AWS::ECS::TaskDefinition"
_ROLES = ("ExecutionRoleArn", "TaskRoleArn")


class Said(NamedTuple):
    """What a validator said. path: in the body of the template."""

    id: str
    level: Level
    title: str
    message: str
    path: Path
    fix: str = ""
    doc: str = ""


def foreign(document: Document, source: str, said: Said) -> Finding:
    """What it said, in our words and with our place."""
    resource, path = property_of(said.path)
    return Finding(
        rule=said.id,
        level=Level.WARNING if _is_taken_by_aws(document, said.path) else said.level,
        title=said.title,
        aws_error=said.message,
        fix=said.fix or f"look up {said.id}: {said.doc or _DOC}",
        doc=said.doc or _DOC,
        resource=resource,
        path=path,
        detail=said.message,
        document=document.name,
        source=source,
        where=lambda: document.place(said.path),
    )


def failed(document: Document, source: str, error: BaseException | str) -> Finding:
    """The validator itself failed: neither a clean bill nor a traceback."""
    what = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return finding(FAILED, document, Found((), f"{source} failed: {what}"))


def missing(source: str, extra: str) -> UsageError:
    """The validator is not installed."""
    return UsageError(f"{source} is not installed", fix=f"type `pip install '{extra}'`")


def _is_taken_by_aws(document: Document, path: Path) -> bool:
    """Validators go by the schema; ECS takes a role by its name, and keys that begin with a small letter."""
    if path[:1] == ("Hooks",):  # the section of CodeDeploy's blue/green transform
        return True
    if len(path) < 4 or path[1] not in document.resources(_TASK):
        return False
    if path[3] in _ROLES:
        return True
    node = document.raw(path)
    keys = (path[-1], *node) if isinstance(node, dict) else (path[-1],)
    return any(_is_small(key) for key in keys)


def _is_small(key: str | int) -> bool:
    return isinstance(key, str) and key[:1].islower() and key.isalpha()
