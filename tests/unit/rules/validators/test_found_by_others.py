"""What docs/rules.md says that others find is found by them: tried on a wrong template for each."""

from functools import cache

import pytest

from bbfd.rules import all_rules
from bbfd.rules._catalogue import known
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import read
from tests.unit.rules.validators.others import Wrong, examples

OURS = {rule.id for rule in all_rules()}
OTHERS = {each.id: each for each in known() if each.id not in OURS and not each.nobody}
EXAMPLES = tuple(examples())


@cache
def natively(text: str) -> frozenset[str]:
    return frozenset(each.rule for each in cloudformation_validate.findings(read(text, "t.yaml")))


@cache
def by_cfn_lint(text: str) -> frozenset[str]:
    return frozenset(each.rule for each in cfn_lint.findings(read(text, "t.yaml")))


def test_each_of_them_has_a_wrong_template() -> None:
    assert sorted(each.id for each in EXAMPLES) == sorted(OTHERS)


@pytest.mark.parametrize("wrong", EXAMPLES, ids=lambda wrong: wrong.id)
def test_aws_own_validator_finds_what_is_said_of_it(wrong: Wrong) -> None:
    said = {*OTHERS[wrong.id].validate.split()}
    assert said & (natively(wrong.wrong) - natively(wrong.right)) == said


@pytest.mark.parametrize("wrong", EXAMPLES, ids=lambda wrong: wrong.id)
def test_cfn_lint_finds_what_is_said_of_it(wrong: Wrong) -> None:
    said = {*OTHERS[wrong.id].cfn_lint.split()}
    assert said & (by_cfn_lint(wrong.wrong) - by_cfn_lint(wrong.right)) == said
