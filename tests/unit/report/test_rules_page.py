"""docs/rules.md is what the declarations say, and every known constraint is told there once."""

import re
from dataclasses import replace
from pathlib import Path

from bbfd.report.rules_page import rules_page
from bbfd.rules import Rule, all_rules, by_subject
from bbfd.rules._catalogue import Known, known

PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "rules.md"
RULE = next(rule for rule in all_rules() if rule.id == "FARGATE-CPU-VALUE")


def page(*rules: Rule, others: tuple[Known, ...] = ()) -> str:
    return rules_page({"sizes": rules}, others)


def test_a_rule_is_told_with_aws_the_fix_and_what_differs() -> None:
    text = page(RULE)
    assert "### FARGATE-CPU-VALUE" in text
    assert f"- [More]({RULE.doc})" in text
    assert re.search(r"^-      Cpu: ", text, re.M)
    assert re.search(r"^\+      Cpu: ", text, re.M)


def test_what_aws_says_is_shown_as_it_is() -> None:
    text = page(replace(RULE, aws_error="a <b> | *c* [d] e_f"))
    assert r"- AWS: a \<b\> \| \*c\* \[d\] e\_f" in text
    assert "- AWS says nothing: it is silent" in page(replace(RULE, aws_error="none: it is silent"))


def test_an_example_that_differs_in_much_is_cut() -> None:
    long = "\n".join(f"line {n}" for n in range(100))
    assert "# ... bbfd rules FARGATE-CPU-VALUE" in page(replace(RULE, right=long))


def test_a_constraint_without_a_rule_is_told_with_who_finds_it() -> None:
    others = (
        Known("B", cfn_lint="E1"),
        Known("A", validate="F2"),
        Known("C", nobody="it cannot be seen"),
        Known("D"),
        Known(RULE.id, cfn_lint="E3047"),
    )
    text = page(RULE, others=others)
    assert text.index("| A | F2 | - |") < text.index("| B | - | E1 |")
    assert "| C | it cannot be seen |" in text
    assert "nobody else sees it (1): D." in text
    assert f"| {RULE.id} |" not in text


def test_no_constraint_is_listed_twice() -> None:
    ids = [each.id for each in known()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)+", id) for id in ids)


def test_every_rule_is_in_one_subject() -> None:
    assert [rule for rules in by_subject().values() for rule in rules] == list(all_rules())
    assert all(by_subject())


def test_the_page_in_the_docs_is_in_step_with_the_rules() -> None:
    written = rules_page(by_subject(), known())
    in_step = PAGE.read_text(encoding="utf-8") == written
    assert in_step, "type `bbfd rules --markdown > docs/rules.md`"
