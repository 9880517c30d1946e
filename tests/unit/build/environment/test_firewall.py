from __future__ import annotations

from typing import Any

import pytest

from bbfd.build import ids
from bbfd.build.environment import inner_ids
from bbfd.model.environment import LoadBalancer
from bbfd.model.firewall import ExistingFirewall, Firewall

from .definitions import of_type, resources, stack

ARN = (
    "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/web/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
)


def acl(**said: Any) -> Any:
    made = resources(load_balancer=LoadBalancer(firewall=Firewall(**said)))
    return made[inner_ids.WEB_ACL]["Properties"]


def test_there_is_none_unless_asked() -> None:
    assert of_type(resources(), "AWS::WAFv2::WebACLAssociation") == {}


def test_the_load_balancer_is_behind_it() -> None:
    made = resources(load_balancer=LoadBalancer(firewall=Firewall()))
    assert made[inner_ids.WEB_ACL_ASSOCIATION]["Properties"] == {
        "ResourceArn": {"Ref": ids.LOAD_BALANCER},
        "WebACLArn": {"Fn::GetAtt": [inner_ids.WEB_ACL, "Arn"]},
    }


def test_one_that_is_there_is_only_tied() -> None:
    made = resources(load_balancer=LoadBalancer(firewall=ExistingFirewall(arn=ARN)))
    assert made[inner_ids.WEB_ACL_ASSOCIATION]["Properties"]["WebACLArn"] == ARN
    assert inner_ids.WEB_ACL not in made


def test_rules_are_asked_in_their_order_and_the_limit_first() -> None:
    rules = acl(rules=("AWSManagedRulesCommonRuleSet", "AWSManagedRulesSQLiRuleSet"), limit=500)
    found = [(rule["Priority"], rule["Name"]) for rule in rules["Rules"]]
    assert found == [
        (0, "limit"),
        (1, "AWSManagedRulesCommonRuleSet"),
        (2, "AWSManagedRulesSQLiRuleSet"),
    ]
    limit = rules["Rules"][0]["Statement"]["RateBasedStatement"]
    assert limit == {"AggregateKeyType": "IP", "Limit": 500}


@pytest.mark.parametrize(
    ("counting", "limit", "group"), [(True, "Count", "Count"), (False, "Block", "None")]
)
def test_it_may_only_count(counting: bool, limit: str, group: str) -> None:
    first, second, *_ = acl(counting=counting, limit=100)["Rules"]
    assert (list(first["Action"]), list(second["OverrideAction"])) == ([limit], [group])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Firewall(limit=9), "limit"),
        (Firewall(rules=()), "rules"),
        (Firewall(rules=("AWSManagedRulesA", "AWSManagedRulesA")), "rules"),
        (Firewall(rules=("a b",)), "rules"),
        (Firewall(rules=("Mine",)), "rules"),
        (ExistingFirewall(arn="web"), "arn"),
    ],
)
def test_what_cannot_be_is_refused(said: Any, field: str) -> None:
    (refusal,) = stack(load_balancer=LoadBalancer(firewall=said)).refusals
    assert refusal.field == f"load_balancer.firewall.{field}"
