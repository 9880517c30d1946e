"""What other validators say, without what nobody reads; and what is no mistake in a stack of our own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bbfd.errors import Place
from bbfd.rules import Level, all_rules, check
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.rules.validators._words import in_words
from bbfd.template import Document, document, read

MANY = [f"t{n}.{size}" for n in range(2, 5) for size in ("micro", "small", "large")]
_RULE = """
Parameters:
  Priority: {Type: Number, Default: 70000}
  Listener:
    Type: String
    Default: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/x/50dc6c495c0c9188/f2f7dc8efc522ab2
  Targets: {Type: String}
Resources:
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: !Ref Priority
      Conditions: [{Field: path-pattern, PathPatternConfig: {Values: [/a]}}]
      Actions: [{Type: forward, TargetGroupArn: !Ref Targets}]
"""


def ours(text: str, region: str = "eu-west-1") -> Document:
    body = json.loads(json.dumps(read(text, "t.yaml").body))
    return replace(document(body, lambda *_: Place("x"), name="x"), region=region)


def test_a_long_list_is_told_by_what_is_near() -> None:
    words = in_words(f"'t3.smal' is not one of {MANY} in 'eu-west-1'", ("InstanceType",))
    assert words.what == "'t3.smal' is none of the 9 allowed values"
    assert "t3.small" in words.fix
    assert "t4.large" not in words.fix


def test_a_short_list_is_told_whole() -> None:
    message = "'x' is not one of ['ENABLED', 'DISABLED']"
    assert in_words(message, ("State",)) == (message, "write one of ENABLED, DISABLED")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("Statement", 1, "Resource", 0), "'secret' is not an ARN (arn:aws:"),
        (("RoleArn", "Fn::Sub"), "'secret' is not an ARN"),
    ],
)
def test_a_regular_expression_is_told_in_words(path: tuple[str | int, ...], words: str) -> None:
    told = in_words(r"'secret' does not match '^(arn:(aws[a-z\-]*?)|\*)$'", path)
    assert told.what.startswith(words)
    assert told.fix.startswith("write an ARN")


def test_one_about_something_unknown_stays_as_it_is() -> None:
    message = "'a' does not match '^b$'"
    assert in_words(message, ("Colour",)) == (message, "")


@pytest.mark.parametrize(
    ("message", "fix"),
    [
        ("1 is less than the minimum of 5", "write 5 or more"),
        ("'4' is less than the minimum of 9", "write 9 or more"),
        ("99 is greater than the maximum of 10", "write 10 or less"),
    ],
)
def test_a_bound_says_what_to_type(message: str, fix: str) -> None:
    assert in_words(message, ("Count",)).fix == fix


def test_an_instance_type_is_looked_for_in_the_stacks_own_region() -> None:
    text = "Resources: {A: {Type: 'AWS::EC2::Instance', Properties: {InstanceType: t3.huge}}}"
    found = [each for each in cfn_lint.findings(ours(text)) if each.rule == "E3628"]
    assert len(found[0].detail) < 100
    (finding,) = [
        each for each in cloudformation_validate.findings(ours(text)) if each.rule == "E3628"
    ]
    assert "eu-west-1" in finding.detail


def test_a_region_that_cfn_lint_does_not_know_is_no_failure() -> None:
    assert cfn_lint.findings(ours(_RULE, "xx-nowhere-1")) != ()
    assert all(
        each.rule != "VALIDATOR-FAILED" for each in cfn_lint.findings(ours(_RULE, "xx-no-1"))
    )


def test_what_our_parameters_name_is_no_hard_coded_arn() -> None:
    def rules(of: Document) -> set[str]:
        return {each.rule for each in cloudformation_validate.findings(of)}

    assert "W9002" in rules(read(_RULE, "t.yaml"))
    assert "W9002" not in rules(ours(_RULE))


def test_what_a_default_breaks_is_said_once_and_where_it_is_used() -> None:
    both = (cloudformation_validate.findings, cfn_lint.findings)
    found = check(ours(_RULE), all_rules(), validators=both)
    assert [each.rule for each in found if each.level is Level.ERROR] == ["RULE-PRIORITY-RANGE"]
    assert "W1030" not in {each.rule for each in found}
    alone = cloudformation_validate.findings(ours(_RULE))
    (default,) = [each for each in alone if each.rule == "W1030"]
    assert (default.resource, default.path) == ("Rule", ("Priority",))


def test_what_carries_the_arn_of_a_password_is_no_password() -> None:
    def rules(of: Document) -> set[str]:
        return {each.rule for each in cloudformation_validate.findings(of)}

    assert "W2509" in rules(ours(_PASSWORD))
    assert "W2509" not in rules(ours(_PASSWORD.replace("Password", "PasswordArn")))


_PASSWORD = """\
Parameters:
  Password: {Type: String}
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Ref Password, RetentionInDays: 1}
"""


def test_a_fix_says_what_was_looked_for_and_no_link_twice() -> None:
    text = (
        "Parameters:\n  Idle: {Type: String}\nResources:\n  Cluster: {Type: 'AWS::ECS::Cluster'}\n"
    )
    for ask in (cfn_lint.findings, cloudformation_validate.findings):
        (found,) = (e for e in ask(read(text, "t.yaml")) if e.rule == "W2001")
        assert found.title in found.fix
        assert found.doc not in found.fix
