"""AWS's own validator: schemas and rules of all resource types, native, offline, milliseconds once it is loaded."""

from __future__ import annotations

import re
from _thread import allocate_lock, start_new_thread
from ctypes import py_object, pythonapi
from functools import lru_cache
from typing import Any

from bbfd.rules._rule import Finding, Level
from bbfd.rules.validator_failed import FAILED
from bbfd.rules.validators._apart import APART, is_much
from bbfd.rules.validators._foreign import heard, missing
from bbfd.rules.validators._heard import CRASHES, Heard, Said, crashes, why
from bbfd.template.document import Document, Path

SOURCE = "cloudformation-validate"
_LOADING = allocate_lock()
_INDEX = re.compile(r"\[(\d+)\]")
# It gives up by itself on what many conditions make of a template. It has looked at most of it: that is no error.
_SPENT = Said(
    id=FAILED.id,
    level=Level.WARNING,
    title=FAILED.title,
    message="it ran out of its budget before it had seen everything",
    path=(),
)


def findings(document: Document) -> tuple[Finding, ...]:
    """Errors and warnings of cloudformation-validate. Raises UsageError if it is not installed."""
    return heard(document, SOURCE, said_of)


def said_of(content: str, name: str, region: str) -> Heard:
    """What it says of a template; region: "" for its own. Raises UsageError if it is not installed."""
    if is_much(content):
        return APART.ask(__name__, content, name, region)
    return asked(content, name, region)


def asked(content: str, name: str, region: str) -> Heard:
    """The same in this process, however long that takes."""
    engine, package = _loaded()
    there = {"region": region} if region else {}
    config = package.ValidateConfig(
        severity_level=package.Severity.WARN,
        pseudo_parameter_overrides=package.PseudoParameterOverrides(**there),
    )
    try:
        report = engine.validate_template(
            package.TemplateContent(content, name or "template"), config
        )
        said = tuple(_said(package, each) for each in report.diagnostics)
        spent = report.metadata is not None and report.metadata.budget_exhaustions
    except crashes(package.__name__) as error:
        return Heard((), why(error))
    return Heard((*said, _SPENT) if spent else said)


def prepare() -> None:
    """Begin to load it (0.2 s) while other work goes on; `findings` waits for what is left of that."""
    try:
        import cloudformation_validate  # noqa: F401 - in a thread of its own it would fight this one for the interpreter
    except ImportError:  # whoever asks for findings is told
        return
    start_new_thread(_loaded_quietly, ())


def _loaded_quietly() -> None:
    try:
        _loaded()
    except CRASHES:  # whoever asks for findings is told
        return


def _loaded() -> tuple[Any, Any]:
    with _LOADING:
        return _engine()


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any]:
    try:
        import cloudformation_validate as package
    except ImportError:
        raise missing(SOURCE, SOURCE) from None
    # The engine that has the rules built in. The composite one loads a second for rules in Rego, and we bring none.
    engine = package.CelEngine()
    # It goes with the process: to free it takes 50 ms, and when Python ends the code that would do it is gone.
    pythonapi.Py_IncRef(py_object(engine))
    return engine, package


def _said(package: Any, each: Any) -> Said:
    grave = each.severity in (package.Severity.FATAL, package.Severity.ERROR)
    return Said(
        id=str(each.rule_id),
        level=Level.ERROR if grave else Level.WARNING,
        title=str(each.rule_description or each.message),
        message=str(each.message),
        path=_path(each.entity, each.property_path or "", package),
        fix=each.suggested_fix or "",
        doc=each.documentation_url or "",
    )


def _path(entity: Any, text: str, package: Any) -> Path:
    """`Properties.Ports.0` of a resource, or `Outputs/Url/Value.Fn::Sub`, as a path in the body."""
    first, _, rest = text.rpartition("/")
    steps: list[str | int] = [*first.split("/")] if first else []
    if not first and entity is not None and entity.entity_type == package.EntityType.RESOURCE:
        steps = ["Resources", entity.logical_id]
    # `{}` stands for the branches of a condition, which our paths leave out; `Ports[0]` is the same as `Ports.0`.
    plain = _INDEX.sub(r".\1", rest)
    named = (step for step in plain.split(".") if step not in ("", "{}"))
    return (*steps, *(int(step) if step.isdigit() else step for step in named))
