"""Parameters that somebody has to choose a value for, from a list: what may become an error, and what must."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from bbfd.rules import Finding, Level, Rule, all_rules, check
from bbfd.rules._examples import TASK
from bbfd.template import read
from bbfd.template.document import Path
from bbfd.template.values import text_of
from tests.unit.rules.test_laws import IN_TEMPLATES, SURE, at, findings, nodes, put

RULES = all_rules()
SECONDS = TASK + "          StopTimeout: !Ref Seconds\n"


def found(parameter: str, text: str = SECONDS) -> tuple[Finding, ...]:
    text = f"Parameters:\n  Seconds: {parameter}\n  Other: {{Type: String}}\n{text}"
    return check(read(text, "t.yaml"), RULES)


def test_a_value_that_may_be_chosen_and_breaks_a_rule_is_a_warning_that_names_it() -> None:
    (one,) = found("{Type: Number, AllowedValues: [60, 120, 300, 600]}")
    assert (one.rule, one.level) == ("FARGATE-STOP-TIMEOUT", Level.WARNING)
    assert "(when Seconds is 300 or 600)" in one.detail
    assert one.place.line > 1


def test_where_every_value_that_may_be_chosen_breaks_a_rule_it_is_an_error() -> None:
    (one,) = found("{Type: String, AllowedValues: ['300', '600']}")
    assert (one.rule, one.level) == ("FARGATE-STOP-TIMEOUT", Level.ERROR)


def test_different_rules_for_different_values_are_errors_if_there_is_no_way_out() -> None:
    text = TASK.replace("NetworkMode: awsvpc", "NetworkMode: !Ref Seconds")
    both = found("{Type: String, AllowedValues: [bridge, host]}", text)
    assert {each.rule: each.level for each in both} == {
        "FARGATE-NETWORK-MODE": Level.ERROR,
        "FARGATE-NETWORK-MODE-HOST": Level.ERROR,
    }


@pytest.mark.parametrize(
    "parameter",
    [
        "{Type: Number, AllowedValues: [60, 120]}",
        "{Type: Number, AllowedValues: [60, 300], Default: 60}",  # what nobody changes holds
        "{Type: Number}",
        "{Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: [300, 600]}",
        "{Type: Number, AllowedValues: [300, '']}",  # an empty one is as good as none
        "{Type: Number, AllowedValues: {a: 1}}",
        "{Type: Number, AllowedValues: [[300], [600]]}",
    ],
)
def test_what_is_right_or_not_to_be_known_is_no_error(parameter: str) -> None:
    assert Level.ERROR not in {each.level for each in found(parameter)}


def test_what_is_wrong_anyhow_is_told_once_as_it_was() -> None:
    text = SECONDS.replace("Cpu: '512'", "Cpu: '300'")
    findings = found("{Type: Number, AllowedValues: [60, 120]}", text)
    assert [(each.rule, each.level) for each in findings] == [("FARGATE-CPU-VALUE", Level.ERROR)]
    assert "Seconds" not in findings[0].detail


def test_a_parameter_that_a_condition_asks_for_is_looked_at_with_its_conditions() -> None:
    text = SECONDS + "Conditions: {Long: !Equals [!Ref Seconds, '300']}\n"
    found_ = found("{Type: String, AllowedValues: ['60', '300']}", text)
    assert [each.rule for each in found_] == ["FARGATE-STOP-TIMEOUT"]


def test_many_values_or_parameters_are_not_all_tried() -> None:
    many = "".join(
        f"  P{n}: {{Type: String, AllowedValues: [{', '.join(map(str, range(20)))}]}}\n"
        for n in range(100)
    )
    assert found(f"{{Type: Number, AllowedValues: [60]}}\n{many}") == ()


# What a property may be given instead of what is right in an example: wrong in most places, and not in all.
OTHERS = (
    "0",
    "-1",
    "x",
    "80",
    "256",
    "FARGATE",
    "EC2",
    "bridge",
    "awsvpc",
    "HTTP",
    "TCP",
    "true",
    "",
)


def plain(body: Mapping[str, Any]) -> list[tuple[Path, str]]:
    """Where texts and numbers stand in the properties of resources, and which."""
    tops: list[Path] = [("Resources", name, "Properties") for name in body["Resources"]]
    inner = (path for top in tops for path in nodes(at(body, top) or {}, top))
    written = ((path, at(body, path)) for path in inner)
    return [(p, text_of(v)) for p, v in written if isinstance(v, (str, int, float)) and v != ""]


@pytest.mark.parametrize("rule", IN_TEMPLATES, ids=lambda rule: rule.id)
def test_what_is_right_with_one_choice_of_several_values_is_no_error(rule: Rule) -> None:
    right, wrong = (read(text, "t.yaml").body for text in (rule.right, rule.wrong))
    chance = Random(rule.id)
    for _ in range(4):
        every, body = plain(right), dict(right)
        chosen = chance.sample(every, min(len(every), chance.choice((2, 3))))
        for number, (path, value) in enumerate(chosen):
            other = at(wrong, path)
            values = [value, text_of(other) if isinstance(other, str) else chance.choice(OTHERS)]
            given = {"Type": "String", "AllowedValues": chance.sample(values, 2)}
            body = put(body, path, {"Ref": f"P{number}"})
            body["Parameters"] = {**body.get("Parameters", {}), f"P{number}": given}
        errors = {each.rule for each in findings(body) if each.level is Level.ERROR}
        assert (chosen, errors - {*SURE}) == (chosen, set())
