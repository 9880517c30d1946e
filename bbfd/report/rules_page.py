"""docs/rules.md, written from the declarations: every rule, and who finds what we do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff

from bbfd.rules import Rule
from bbfd.rules._catalogue import Known

Subjects = Mapping[str, Sequence[Rule]]

_HEAD = """\
<!-- Written by `bbfd rules --markdown`: do not edit. -->

# Rules

What `bbfd check` looks for, besides what AWS's cloudformation-validate and cfn-lint find: each rule with what AWS says
when it is broken, what to do, and what a template that breaks it has (-) instead of what is right (+). An error ends
`check` with 3 and stops a deployment; a warning ends it so with `--strict` only. Where a value cannot be known a rule
is silent. How to allow one: [checking](checking.md). One rule, with both templates whole: `bbfd rules ID`.
"""
_LONGEST = 24  # lines of a difference; where there are more, `bbfd rules ID` shows them


def rules_page(subjects: Subjects, known: Iterable[Known]) -> str:
    """The page. subjects: what the rules of a file are about -> those rules. known: every constraint there is."""
    return "\n".join(_page(subjects, known)) + "\n"


def _page(subjects: Subjects, known: Iterable[Known]) -> Iterator[str]:
    every = [rule for rules in subjects.values() for rule in rules]
    yield _HEAD
    yield f"{len(every)} rules."
    for subject, rules in subjects.items():
        yield f"\n## {_inline(subject)}"
        for rule in rules:
            yield from _rule(rule)
    ours = {rule.id for rule in every}
    others = sorted((each for each in known if each.id not in ours), key=lambda each: each.id)
    yield from _found_by_others([each for each in others if each.cfn_lint or each.validate])
    yield from _found_by_nobody(
        [each for each in others if not each.cfn_lint and not each.validate]
    )


def _rule(rule: Rule) -> Iterator[str]:
    yield f"\n### {rule.id}\n"
    yield f"**{rule.level.value}**, {rule.when.value}: {_inline(rule.title)}.\n"
    word, _, rest = rule.aws_error.partition(":")
    silent = word == "none"
    yield f"- AWS says nothing: {_inline(rest)}" if silent else f"- AWS: {_inline(rule.aws_error)}"
    yield f"- Fix: {_inline(rule.fix)}"
    yield f"- [More]({rule.doc})"
    difference = list(_difference(rule))
    if difference:
        yield "\n```diff"
        yield from difference
        yield "```"


def _difference(rule: Rule) -> Iterator[str]:
    lines = unified_diff(rule.wrong.splitlines(), rule.right.splitlines(), n=1, lineterm="")
    changes = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    yield from (line.rstrip() for line in changes[:_LONGEST])
    if len(changes) > _LONGEST:
        yield f"  # ... bbfd rules {rule.id}"


def _found_by_others(others: Sequence[Known]) -> Iterator[str]:
    yield "\n## Found by others\n"
    yield "Known constraints without a rule here, because another validator that `bbfd check` asks finds them.\n"
    yield "| constraint | cloudformation-validate | cfn-lint |"
    yield "|---|---|---|"
    yield from (
        f"| {each.id} | {each.validate or '-'} | {each.cfn_lint or '-'} |" for each in others
    )


def _found_by_nobody(others: Sequence[Known]) -> Iterator[str]:
    beyond = [each for each in others if each.nobody]
    yield "\n## Found by nobody\n"
    yield "| constraint | why |"
    yield "|---|---|"
    yield from (f"| {each.id} | {_inline(each.nobody)} |" for each in beyond)
    left = [each.id for each in others if not each.nobody]
    if left:
        yield f"\nNo rule yet, and nobody else sees it ({len(left)}): {', '.join(left)}."


def _inline(text: str) -> str:
    """A text of ours or AWS's in a line of Markdown, as it is."""
    plain = " ".join(text.split())
    for sign in ("\\", "*", "_", "<", ">", "|", "[", "]"):
        plain = plain.replace(sign, f"\\{sign}")
    return plain
