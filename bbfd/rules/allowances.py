"""`allow={"ID": "reason"}` in a definition: a rule that may be broken there, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bbfd.discover import did_you_mean
from bbfd.rules._rule import Finding, Found, Level, Rule, When, finding, nothing
from bbfd.template.document import Document

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


# How cloudformation-validate and cfn-lint number what they find.
def _is_foreign(name: str) -> bool:
    return len(name) == 5 and name[0] in "EFWI" and name[1:].isdigit()


def allowed(
    findings: Sequence[Finding],
    allow: Mapping[str, str],
    rules: Sequence[Rule],
    document: Document,
    *,
    foreign: bool,
) -> tuple[Finding, ...]:
    """The findings that no allowance covers, and what is wrong with the allowances.

    foreign: whether other validators looked too, so that an allowance for one of theirs can be seen to be unused.
    """
    left = tuple(each for each in findings if not allow.get(each.rule, "").strip())
    found = {each.rule for each in findings}
    return left + tuple(
        finding(rule, document, told)
        for rule, told in _faults(allow, found, {rule.id: rule for rule in rules}, foreign)
    )


def _faults(
    allow: Mapping[str, str], found: set[str], known: Mapping[str, Rule], foreign: bool
) -> Iterator[tuple[Rule, Found]]:
    for name, reason in allow.items():
        theirs = _is_foreign(name)
        if name not in known and not theirs:
            near = did_you_mean(name, known)
            yield UNKNOWN_ID, Found((), f"{name} is not a rule", fix=near)
        elif not reason.strip():
            yield REASON, Found((), f"{name} is allowed without a reason")
        elif name not in found and _is_seen(name, known, foreign):
            yield UNUSED, Found((), f"{name} is allowed, and nothing breaks it")


def _is_seen(name: str, known: Mapping[str, Rule], foreign: bool) -> bool:
    """Whether this look at one document would have shown that the rule is broken."""
    if name not in known:
        return foreign
    return known[name].look_across is None and known[name].when is When.TEMPLATE
