"""cfn-lint: the community's linter. It takes half a second to load, so `check` alone runs it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from bbfd.rules._rule import Finding, Level
from bbfd.rules.validators._foreign import CRASHES, Said, failed, foreign, is_meant, missing
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
    runner, decode = _loaded(document.region)
    try:
        template, unread = decode(write_yaml(document.body))
        matches = list(unread) or list(runner.validate_template(template))
    except CRASHES as error:
        return (failed(document, SOURCE, error),)
    told = (match for match in matches if match.rule.severity != "informational")
    return tuple(each for match in told for each in _finding(document, match))


@lru_cache(maxsize=4)
def _loaded(region: str) -> tuple[Any, Any]:
    """Its rules are loaded once for the whole process. region: "" or one that it does not know: its own."""
    try:
        from cfnlint.config import ConfigMixIn
        from cfnlint.decode.decode import decode_str
        from cfnlint.helpers import REGIONS
        from cfnlint.runner import Runner
    except ImportError:
        raise missing(SOURCE, "bbfd[lint]") from None
    known = region if region in REGIONS else "us-east-1"
    return Runner(ConfigMixIn(regions=[known])), decode_str


def _finding(document: Document, match: Any) -> Iterator[Finding]:
    if match.rule.id in _CRASHED:
        yield failed(document, SOURCE, match.message)
        return
    said = Said(
        id=match.rule.id,
        level=Level.ERROR if match.rule.severity == "error" else Level.WARNING,
        title=match.rule.shortdesc,
        message=match.message,
        path=tuple(match.path or ()),
        doc=match.rule.source_url or "",
    )
    if not is_meant(document, said):
        yield foreign(document, SOURCE, said)
