"""Every rule by its own examples: the wrong one breaks it alone, the right one breaks none."""

import re

import pytest

from bbfd.rules import Level, Rule, When, all_rules, check
from bbfd.template import read

RULES = all_rules()
IN_TEMPLATES = [rule for rule in RULES if rule.when is When.TEMPLATE]


def found(text: str) -> list[tuple[str, Level]]:
    return [(each.rule, each.level) for each in check(read(text, "t.yaml"), RULES)]


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_its_wrong_example_breaks_it_and_no_other(rule: Rule) -> None:
    level = Level.WARNING if rule.id == "FARGATE-REQUIRES-COMPATIBILITIES" else rule.level
    assert found(rule.wrong) == [(rule.id, level)]


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_its_right_example_breaks_none(rule: Rule) -> None:
    assert found(rule.right) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_it_says_everything(rule: Rule) -> None:
    assert all((rule.title, rule.aws_error, rule.fix, rule.wrong, rule.right))
    assert rule.doc.startswith("https://docs.aws.amazon.com/")
    assert re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)+", rule.id)


def test_no_two_rules_have_one_id() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_finding_says_where_and_what_to_do() -> None:
    for rule in IN_TEMPLATES:
        for each in check(read(rule.wrong, "t.yaml"), RULES):
            assert each.place.file == "t.yaml"
            assert each.place.line > 1
            assert each.resource or each.rule.startswith("CFN-")  # the template as a whole
            assert each.fix
            assert each.detail


# That AWS refuses these nobody has seen, and no other validator says so: a page of its documentation alone does.
UNCERTAIN = (
    "AWSVPC-PORT-CONFLICT",
    "CONTAINER-MEMORY-MIN",
    "CONTAINER-MEMORY-RESERVATION-SUM",
    "CONTAINER-NAME-FORMAT",
    "CPS-NOT-ASSOCIATED",
    "CPS-SPOT-WINDOWS",
    "EPHEMERAL-PLATFORM",
    "EXEC-ROLE-ENVFILES",
    "EXEC-ROLE-REPO-CREDENTIALS",
    "FARGATE-LARGE-SIZE-PLATFORM",
    "FARGATE-PLATFORM-VERSION",
    "FARGATE-WINDOWS-CPU-MAX",
    "FARGATE-WINDOWS-PARAMS",
    "HEALTHCHECK-RETRIES",
    "HEALTHCHECK-START-PERIOD",
    "MOUNT-DUPLICATE-PATH",
    "SCALING-NEGATIVE",
    "SCALING-TARGET-PERCENT",
    "SCHEDULER-TIMEZONE",
    "SERVICE-DESIRED-COUNT-NEGATIVE",
    "SERVICE-GRACE-RANGE",
    "STOP-TIMEOUT-MIN",
    "TG-HC-PATH-FORMAT",
)


def test_what_is_not_certain_stops_nobody() -> None:
    levels = {rule.id: rule.level for rule in RULES}
    assert {levels[id] for id in UNCERTAIN} == {Level.WARNING}
