"""What other validators find is allowed as what ours do: in a comment, in Metadata, in a definition."""

import pytest

from bbfd.rules import Validator, all_rules, check
from bbfd.rules._examples import TASK
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import read

RULES = all_rules()
NATIVE, LINT = cloudformation_validate.findings, cfn_lint.findings
# What either calls an error, and what either only warns of.
WRONG = TASK.replace(
    "          PortMappings:", "          Environment: {A: b}\n          PortMappings:"
)
BY = [((NATIVE,), "F3012"), ((LINT,), "E3012"), ((NATIVE, LINT), "F3012")]
WAYS = {
    "comment": ("Environment: {A: b}", "Environment: {A: b}  # bbfd: allow @ read by a macro"),
    "several": ("  Task:\n", "  # bbfd: allow IMAGE-LATEST-TAG, @: read by a macro\n  Task:\n"),
    "resource": ("  Task:\n", "  Task:\n    Metadata: {bbfd: {allow: {@: read by a macro}}}\n"),
    "template": ("Resources:\n", "Metadata: {bbfd: {allow: {@: read by a macro}}}\nResources:\n"),
}


@pytest.mark.parametrize(("validators", "id"), BY)
@pytest.mark.parametrize("way", WAYS)
def test_it_is_allowed_wherever_that_is_written(
    validators: tuple[Validator, ...], id: str, way: str
) -> None:
    old, new = WAYS[way]
    text = WRONG.replace(old, new.replace("@", id)).replace("nginx:1.29", "nginx:latest")
    found = check(read(text, "t.yaml"), RULES, validators=validators)
    unallowed = set() if way == "several" else {"IMAGE-LATEST-TAG"}
    assert {each.rule for each in found} == unallowed


@pytest.mark.parametrize(("validators", "id"), BY)
def test_without_a_reason_it_is_told_and_so_is_that(
    validators: tuple[Validator, ...], id: str
) -> None:
    text = WRONG.replace("{A: b}", f"{{A: b}}  # bbfd: allow {id}")
    found = check(read(text, "t.yaml"), RULES, validators=validators)
    assert [each.rule for each in found] == [id, "ALLOW-REASON"]


def test_what_neither_finds_any_more_is_unused() -> None:
    text = TASK.replace("nginx:1.29", "nginx:1.29  # bbfd: allow E3012 once wrong")
    (one,) = check(read(text, "t.yaml"), RULES, validators=(NATIVE, LINT))
    assert (one.rule, one.place.line) == ("ALLOW-UNUSED", 11)
    assert check(read(text, "t.yaml"), RULES, validators=(NATIVE,)) == ()


def test_a_definition_allows_what_others_find() -> None:
    document = read(WRONG, "t.yaml")
    assert check(document, RULES, {"E3012": "read by a macro"}, (NATIVE, LINT)) == ()
    assert check(document, RULES, {"F3012": "read by a macro"}, (NATIVE,)) == ()
