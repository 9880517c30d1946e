"""Our rules and the validators of others over our own wrong examples: nothing is said twice."""

import pytest

from bbfd.rules import Finding, Level, Rule, When, all_rules, check
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import read

RULES = all_rules()
# One after another they take 15 s with cfn-lint: every tenth, and those of which something was said twice before.
BEFORE = {"AWSVPC-HOST-PORT", "AWSVPC-HOST-PORT-MISMATCH", "TG-TARGET-TYPE-LAMBDA"}
IN_TEMPLATES = [rule for rule in RULES if rule.when is When.TEMPLATE]
SOME = [r for n, r in enumerate(IN_TEMPLATES) if n % 10 == 0 or r.id in BEFORE]
# What another finds besides, in an example of ours that breaks one rule: another mistake, in another property.
BESIDES = {"TG-TARGET-TYPE-IP-BRIDGE": {"E3049"}, "TG-TARGET-TYPE-LAMBDA": {"VALIDATOR-FAILED"}}
NATIVE = (cloudformation_validate.findings,)


def twice(rule: Rule, found: tuple[Finding, ...]) -> list[Finding]:
    """Errors of others where nothing is wrong but what ours tells, and what they warn of in the same place."""
    ours = [each for each in found if each.source == "bbfd"]
    return [
        each
        for each in found
        if each not in ours or each.rule != rule.id
        if each.rule not in BESIDES.get(rule.id, ())
        if each.level is Level.ERROR
        or any((mine.resource, mine.path) == (each.resource, each.path) for mine in ours)
    ]


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_beside_aws_own_validator_nothing_is_said_twice(rule: Rule) -> None:
    found = check(read(rule.wrong, "t.yaml"), RULES, validators=NATIVE)
    assert twice(rule, found) == []


@pytest.mark.parametrize("rule", SOME, ids=lambda rule: rule.id)
def test_beside_both_nothing_is_said_twice(rule: Rule) -> None:
    validators = (*NATIVE, cfn_lint.findings)
    found = check(read(rule.wrong, "t.yaml"), RULES, validators=validators)
    assert twice(rule, found) == []


def test_what_a_rule_of_cfn_lint_raises_is_a_failure_and_hides_nothing() -> None:
    (rule,) = (rule for rule in RULES if rule.id == "TG-TARGET-TYPE-LAMBDA")
    wrong = "{Type: 'AWS::SNS::Topic', Properties: {TopicNam: a}}\n"
    text = (
        rule.wrong.replace("  Targets:\n", f"  Before: {wrong}  Targets:\n") + f"  After: {wrong}"
    )
    found = cfn_lint.findings(read(text, "t.yaml"))
    (failed,) = (each for each in found if each.rule == "VALIDATOR-FAILED")
    assert "raised while validating" in failed.detail
    assert sorted(each.resource for each in found if each.rule == "E3002") == ["After", "Before"]
    assert "E1101" not in {each.rule for each in found}
