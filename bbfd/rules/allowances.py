"""A rule that may be broken in one place, and why.

In a definition `allow={"ID": "reason"}`; in a template a comment, `# bbfd: allow ID, ID reason`, or the Metadata of a
resource or of the template: `bbfd: {allow: {ID: reason}}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bbfd.discover import did_you_mean, near
from bbfd.errors import Place
from bbfd.rules._merging import are_alike
from bbfd.rules._rule import Finding, Found, Level, Rule, When, finding, nothing
from bbfd.template.document import Document, Path
from bbfd.template.remarks import Remark

_DOC = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
)
_RIGHT = 'allow={"IMAGE-LATEST-TAG": "a sandbox that is thrown away every night"}\n'

REASON = Rule(
    id="ALLOW-REASON",
    title="an allowance says why",
    level=Level.ERROR,
    aws_error="none: AWS knows nothing of it",
    fix="write the reason: who reads it next must be able to judge it",
    doc=_DOC,
    wrong='allow={"IMAGE-LATEST-TAG": ""}\n',
    right=_RIGHT,
    look=nothing,
    when=When.DEFINITION,
)
UNUSED = Rule(
    id="ALLOW-UNUSED",
    title="an allowance is still needed",
    level=Level.WARNING,
    aws_error="none: AWS knows nothing of it",
    fix="remove it: nothing breaks this rule any more, and the next thing that does would go unseen",
    doc=_DOC,
    wrong='allow={"IMAGE-LATEST-TAG": "an old one"}  # and the image has a tag\n',
    right=_RIGHT,
    look=nothing,
    when=When.DEFINITION,
)
UNKNOWN_ID = Rule(
    id="ALLOW-UNKNOWN",
    title="an allowance names a rule",
    level=Level.ERROR,
    aws_error="none: AWS knows nothing of it",
    fix="write the id of a rule: `bbfd rules` lists them",
    doc=_DOC,
    wrong='allow={"IMAGE-LATEST": "a sandbox"}\n',
    right=_RIGHT,
    look=nothing,
    when=When.DEFINITION,
)
RULES = (REASON, UNUSED, UNKNOWN_ID)
_WORD = "allow"
_METADATA = "bbfd"
# Where the document of a definition would have it, had it been written there.
_IN_DEFINITION: Path = ("Metadata", _METADATA, _WORD)


_ID = r"(?:[A-Z0-9]+(?:-[A-Z0-9]+)+|[EFWI][0-9]{4})(?![A-Za-z0-9-])"
_ALLOWED = rf"allow\s+(?P<ids>[^\s,:]+(?:\s*,\s*{_ID})*)[\s,:]*(?P<reason>.*)"


class Allowance(NamedTuple):
    """A rule that may be broken. covers: whether a finding stands where it may. where: its own place, if it has one.

    id: "" of a comment that is not understood; its text is the reason then.
    """

    id: str
    reason: str
    covers: Callable[[Finding], bool]
    path: Path = ()
    where: Callable[[], Place] | None = None

    @property
    def is_good(self) -> bool:
        """Whether it has a reason: without one it allows nothing."""
        return bool(self.reason.strip())

    def allows(self, found: Finding) -> bool:
        """Whether this may be broken here."""
        named = self.id == found.rule
        if not named and _is_foreign(self.id) and _is_foreign(found.rule):
            named = are_alike(self.id, found.rule)
        return named and self.is_good and self.covers(found)


def allowances(document: Document, allow: Mapping[str, str]) -> tuple[Allowance, ...]:
    """Those that a definition gives, and those that are written into the template."""
    given = (Allowance(id, why, _anywhere, (*_IN_DEFINITION, id)) for id, why in allow.items())
    return (*given, *_in_metadata(document), *_in_comments(document))


# How cloudformation-validate and cfn-lint number what they find.
def _is_foreign(name: str) -> bool:
    return len(name) == 5 and name[0] in "EFWI" and name[1:].isdigit()


def allowed(
    findings: Sequence[Finding],
    every: Sequence[Allowance],
    rules: Sequence[Rule],
    document: Document,
    *,
    others: int,
) -> tuple[Finding, ...]:
    """The findings that no allowance covers, and what is wrong with the allowances.

    others: how many other validators looked too, so that an allowance for one of theirs can be seen to be unused.
    """
    left = tuple(each for each in findings if not any(one.allows(each) for one in every))
    known = {rule.id: rule for rule in rules}
    faults = (_fault(each, findings, known, others) for each in every)
    told = (
        _told(document, each, fault) for each, fault in zip(every, faults, strict=True) if fault
    )
    return (*left, *told)


def _told(document: Document, allowance: Allowance, fault: tuple[Rule, str, str]) -> Finding:
    rule, what, fix = fault
    told = finding(rule, document, Found(allowance.path, what, fix))
    return replace(told, where=allowance.where) if allowance.where else told


def _fault(
    each: Allowance, findings: Sequence[Finding], known: Mapping[str, Rule], others: int
) -> tuple[Rule, str, str] | None:
    """The rule that an allowance itself breaks, with what and how to mend it."""
    name = each.id
    if not name and each.where is not None:
        said = f"not understood: # bbfd: {each.reason}".rstrip()
        return UNKNOWN_ID, said, "write `# bbfd: allow ID reason`, with the id of a rule"
    if name not in known and not _is_foreign(name):
        like = did_you_mean(name, known) if near(name, known) else ""
        return UNKNOWN_ID, f"{name or repr(name)} is not a rule", like
    if not each.is_good:
        return REASON, f"{name} is allowed without a reason", ""
    used = any(each.allows(one) for one in findings)
    if not used and _is_seen(name, known, others):
        return UNUSED, f"{name} is allowed, and nothing breaks it", ""
    return None


def _is_seen(name: str, known: Mapping[str, Rule], others: int) -> bool:
    """Whether this look at one document would have shown that the rule is broken.

    F is a letter of cloudformation-validate alone, which is always asked; the rest may be cfn-lint's, which is not.
    """
    if name not in known:
        return others > (0 if name.startswith("F") else 1)
    return known[name].look_across is None and known[name].when is When.TEMPLATE


def _anywhere(_: Finding) -> bool:
    return True


def _in_metadata(document: Document) -> Iterator[Allowance]:
    for id, reason in _written(document.body.get("Metadata")):
        yield Allowance(id, reason, _anywhere, ("Metadata", _METADATA, _WORD, id))
    for logical_id, resource in document.values.resources.items():
        if isinstance(resource, dict) and "Metadata" in resource:
            path = ("Resources", logical_id, "Metadata", _METADATA, _WORD)
            for id, reason in _written(resource["Metadata"]):
                yield Allowance(id, reason, _within(logical_id), (*path, id))


def _within(logical_id: str) -> Callable[[Finding], bool]:
    return lambda found: found.resource == logical_id


def _written(metadata: Any) -> Iterator[tuple[str, str]]:
    ours = metadata.get(_METADATA) if isinstance(metadata, dict) else None
    allow = ours.get(_WORD) if isinstance(ours, dict) else None
    if isinstance(allow, dict):
        for id, reason in allow.items():
            yield str(id), reason if isinstance(reason, str) else ""


def _in_comments(document: Document) -> Iterator[Allowance]:
    for remark in document.remarks:
        place = Place(document.name, remark.line, remark.column)
        said = re.fullmatch(_ALLOWED, remark.text)
        for id in said["ids"].split(",") if said else ("",):
            reason = said["reason"] if said else remark.text
            yield Allowance(id.strip(), reason, _between(remark), where=_at(place))


def _between(remark: Remark) -> Callable[[Finding], bool]:
    return lambda found: remark.first <= found.place.line <= remark.last


def _at(place: Place) -> Callable[[], Place]:
    return lambda: place
