"""cfn-lint: the community's linter. It takes half a second to load, so `check` alone runs it."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from bbfd.rules._rule import Finding, Level
from bbfd.rules.validators._apart import APART
from bbfd.rules.validators._foreign import heard, missing
from bbfd.rules.validators._heard import Heard, Said, crashes, why
from bbfd.template import write_yaml
from bbfd.template.document import Document

SOURCE = "cfn-lint"
# Its own exceptions, and those of what it is made of.
_PACKAGES = ("cfnlint", "jsonpatch", "networkx", "regex", "re", "sre_constants", "sympy", "yaml")
_CRASHED = (
    "E0000",
    "E0001",
    "E0002",
)  # it could not read the template, or a rule of its own raised
_RAISED = re.compile(r"Exception .* raised while validating ", re.S)


def findings(document: Document) -> tuple[Finding, ...]:
    """Errors and warnings of cfn-lint. Raises UsageError if it is not installed."""
    return heard(document, SOURCE, said_of)


def said_of(content: str, name: str, region: str) -> Heard:
    """What it says of a template; region: "" for its own. Raises UsageError if it is not installed."""
    _expect_installed()
    return APART.ask(__name__, content, name, region)


def prepare() -> None:
    """Begin to load it while other work goes on."""
    _expect_installed()
    APART.begin(__name__)


def _expect_installed() -> None:
    if find_spec("cfnlint") is None:
        raise missing(SOURCE, "bbfd[lint]")


def asked(content: str, _: str, region: str) -> Heard:
    """The same in this process, however long that takes."""
    body = json.loads(content)
    try:
        heard_ = _linted(body, region)
        if heard_.failure and isinstance(body.get("Resources"), dict):
            # A rule that raises on one resource ends the look at those that follow: begin at the other end too.
            turned = dict(reversed(body["Resources"].items()))
            beside = _linted({**body, "Resources": turned}, region)
            heard_ = Heard(tuple(dict.fromkeys(heard_.said + beside.said)), heard_.failure)
    except crashes(*_PACKAGES) as error:
        return Heard((), why(error))
    return heard_


def _linted(body: dict[str, Any], region: str) -> Heard:
    runner, decode = _loaded(region)
    template, unread = decode(write_yaml(body))
    matches = list(unread) or list(runner.validate_template(template))
    told = [match for match in matches if match.rule.severity != "informational"]
    said = tuple(_said(match) for match in told if not _is_crash(match))
    crashed = [str(match.message) for match in told if _is_crash(match)]
    return Heard(said, "; ".join(dict.fromkeys(crashed)))


def _is_crash(match: Any) -> bool:
    """Whether it tells of itself. What a rule raises on a value is told under that rule's id: only the words say so."""
    raised = _RAISED.match(str(match.message)) is not None
    return raised or match.rule.id in _CRASHED


@lru_cache(maxsize=4)
def _loaded(region: str) -> tuple[Any, Any]:
    """Its rules are loaded once for the whole process. region: "" or one that it does not know: its own."""
    from cfnlint.config import ConfigMixIn
    from cfnlint.decode.decode import decode_str
    from cfnlint.helpers import REGIONS
    from cfnlint.runner import Runner

    known = region if region in REGIONS else "us-east-1"
    return Runner(ConfigMixIn(regions=[known])), decode_str


def _said(match: Any) -> Said:
    return Said(
        id=str(match.rule.id),
        level=Level.ERROR if match.rule.severity == "error" else Level.WARNING,
        title=str(match.rule.shortdesc),
        message=str(match.message),
        path=tuple(step if isinstance(step, int) else str(step) for step in match.path or ()),
        doc=str(match.rule.source_url or ""),
    )
