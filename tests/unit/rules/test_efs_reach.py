"""Which security group of a mount target is known to be shut."""

import pytest

from bbfd.rules import Level, all_rules, check
from bbfd.template import read

RULES = all_rules()
RULE = next(rule for rule in RULES if rule.id == "EFS-SG-2049")
INLINE = (
    "        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !Ref Group}\n"
)
APART = """\
  Apart:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Mount, IpProtocol: tcp, FromPort: @, ToPort: @, CidrIp: 10.0.0.0/16}
"""


def found(text: str) -> dict[str, Level]:
    return {each.rule: each.level for each in check(read(text, "t.yaml"), RULES)}


def letting_in(rule: str) -> str:
    assert INLINE in RULE.wrong
    return RULE.wrong.replace(INLINE, f"        - {rule}\n")


@pytest.mark.parametrize(
    "rule",
    [
        "{IpProtocol: '-1', CidrIp: 10.0.0.0/16}",
        "{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 10.0.0.0/16}",
        "{IpProtocol: tcp, FromPort: !ImportValue Port, ToPort: 2049, CidrIp: 10.0.0.0/16}",
        "!ImportValue Rule",
    ],
)
def test_what_lets_nfs_in_or_may_is_open(rule: str) -> None:
    assert found(letting_in(rule)) == {}


@pytest.mark.parametrize("port", ["2049", "!ImportValue Port"])
def test_a_rule_that_stands_apart_opens_it_too(port: str) -> None:
    assert found(RULE.wrong + APART.replace("@", port)) == {}


def test_a_rule_that_stands_apart_for_another_port_does_not() -> None:
    assert found(RULE.wrong + APART.replace("@", "80")) == {RULE.id: Level.ERROR}


def test_whoever_gets_the_group_from_an_output_may_open_it() -> None:
    text = f"{RULE.wrong}Outputs:\n  Mount: {{Value: !Ref Mount}}\n"
    assert found(text) == {RULE.id: Level.WARNING}


def test_a_group_without_rules_lets_nobody_in() -> None:
    text = RULE.wrong.replace(INLINE, "").replace("      SecurityGroupIngress:\n", "")
    assert found(text) == {RULE.id: Level.ERROR}
