"""What other validators call an error and AWS takes: said once, by us."""

import pytest

from bbfd.rules import Level, all_rules, check
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import read

RULES = all_rules()
BOTH = (cloudformation_validate.findings, cfn_lint.findings)


@pytest.mark.parametrize("id", ["ENV-DUPLICATE", "PORT-PROTOCOL"])
def test_what_aws_takes_is_a_warning_of_ours_and_no_error_of_others(id: str) -> None:
    wrong = next(rule.wrong for rule in RULES if rule.id == id)
    found = check(read(wrong, "t.yaml"), RULES, validators=BOTH)
    about = [each for each in found if "ContainerDefinitions" in each.path]
    assert [(each.rule, each.level) for each in about] == [(id, Level.WARNING)]


def test_a_property_that_a_container_does_not_have_is_still_an_error() -> None:
    right = next(rule.right for rule in RULES if rule.id == "ENV-DUPLICATE")
    text = right.replace(
        "          Image: nginx:1.29\n", "          Image: nginx:1.29\n          Ports: [80]\n"
    )
    found = check(read(text, "t.yaml"), RULES, validators=BOTH)
    assert Level.ERROR in {each.level for each in found if each.rule[1:] == "3002"}
