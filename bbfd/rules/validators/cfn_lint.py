"""cfn-lint: the community's linter. It takes half a second to load, so `check` alone runs it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bbfd.rules._rule import Finding, Level
from bbfd.rules.validators._foreign import CRASHES, Said, failed, foreign, missing
from bbfd.template import write_yaml
from bbfd.template.document import Document

SOURCE = "cfn-lint"
_CRASHED = (
    "E0000",
    "E0001",
    "E0002",
)  # it could not read the template, or a rule of its own raised


def findings(document: Document) -> tuple[Finding, ...]:
    """Errors and warnings of cfn-lint. Raises UsageError if it is not installed."""
    runner, decode = _loaded()
    try:
        template, unread = decode(write_yaml(document.body))
        matches = list(unread) or list(runner.validate_template(template))
    except CRASHES as error:
        return (failed(document, SOURCE, error),)
    return tuple(
        _finding(document, match) for match in matches if match.rule.severity != "informational"
    )


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, Any]:
    """Its rules are loaded once for the whole process."""
    try:
        from cfnlint.config import ConfigMixIn
        from cfnlint.decode.decode import decode_str
        from cfnlint.runner import Runner
    except ImportError:
        raise missing(SOURCE, "bbfd[lint]") from None
    return Runner(ConfigMixIn(regions=["us-east-1"])), decode_str


def _finding(document: Document, match: Any) -> Finding:
    if match.rule.id in _CRASHED:
        return failed(document, SOURCE, match.message)
    said = Said(
        id=match.rule.id,
        level=Level.ERROR if match.rule.severity == "error" else Level.WARNING,
        title=match.rule.shortdesc,
        message=match.message,
        path=tuple(match.path or ()),
        doc=match.rule.source_url or "",
    )
    return foreign(document, SOURCE, said)
