"""What stands before a load balancer and turns requests away: before the one that all share, and those beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref, wafv2

from bbfd.build.assemble import Made, Origin
from bbfd.model.firewall import ExistingFirewall, Firewall
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal
from bbfd.model.value import value

_FEWEST = 10
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
_RULES = re.compile(r"AWSManagedRules[A-Za-z0-9]{1,100}")
_ARN = re.compile(r"arn:aws[a-z-]*:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/\S+")


@value
class Before:
    """What stands before one load balancer. said, field: by which value, and where it stands.

    balancer, acl, association: logical ids. whose: for those who read about it in AWS, as `prod` or `prod-web`.
    """

    said: Firewall | ExistingFirewall
    field: str
    balancer: str
    acl: str
    association: str
    whose: str


def firewall_before(before: Before) -> Iterator[Made]:
    """A web ACL, made for it or one that is there, and what ties it to the load balancer.

    https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
    """
    wanted = before.said
    if isinstance(wanted, Firewall):
        yield from _refused(wanted, before.field)
        yield _web_acl(before, wanted)
        yield Origin(before.acl, before.field)
        yield Origin(before.acl, f"{before.field}.rules", "Rules")
    elif _ARN.fullmatch(wanted.arn) is None:
        yield _not_there(wanted.arn, before.field)
    yield wafv2.WebACLAssociation(
        before.association,
        ResourceArn=Ref(before.balancer),
        WebACLArn=wanted.arn if isinstance(wanted, ExistingFirewall) else GetAtt(before.acl, "Arn"),
    )
    yield Origin(before.association, before.field)


def _refused(wanted: Firewall, field: str) -> Iterator[Refusal]:
    if wanted.limit is not None and wanted.limit < _FEWEST:
        yield Refusal(
            what=f"a limit of {wanted.limit} requests",
            fix=f"write {_FEWEST} or more, requests in five minutes from one address",
            field=f"{field}.limit",
        )
    if not wanted.rules and wanted.limit is None:
        yield Refusal(
            what="the firewall has no rules, and turns nothing away",
            fix="name groups of rules, or write a limit=, or leave out firewall=",
            field=f"{field}.rules",
        )
    for name in dict.fromkeys(each for each in wanted.rules if wanted.rules.count(each) > 1):
        yield Refusal(
            what=f"the rules {name} are named twice",
            fix="name them once",
            field=f"{field}.rules",
        )
    if not all(map(_RULES.fullmatch, wanted.rules)):
        yield Refusal(
            what=f"{field}.rules are {', '.join(map(repr, wanted.rules))}",
            fix="write the names of AWS's rules, as AWSManagedRulesCommonRuleSet",
            field=f"{field}.rules",
        )


def _not_there(arn: str, field: str) -> Refusal:
    return Refusal(
        what=f"{field}.arn is {arn!r}",
        fix="write the ARN of a regional web ACL",
        field=f"{field}.arn",
    )


def _web_acl(before: Before, wanted: Firewall) -> wafv2.WebACL:
    return wafv2.WebACL(
        before.acl,
        Scope="REGIONAL",
        Description=f"what reaches the load balancer of {before.whose}",
        DefaultAction=wafv2.DefaultAction(Allow=wafv2.AllowAction()),
        Rules=list(_rules(wanted)),
        VisibilityConfig=_seen(f"{before.whose}-all"),
    )


def _rules(wanted: Firewall) -> Iterator[wafv2.WebACLRule]:
    """The limit first: it is the cheapest to ask."""
    if wanted.limit is not None:
        limit = wafv2.RateBasedStatement(AggregateKeyType="IP", Limit=wanted.limit)
        yield _rule(
            "limit", 0, Statement=_one(RateBasedStatement=limit), Action=_action(wanted.counting)
        )
    for number, group in enumerate(wanted.rules, 1):
        managed = wafv2.ManagedRuleGroupStatement(VendorName="AWS", Name=group)
        override: Any = {"Count": {}} if wanted.counting else {"None": {}}
        yield _rule(
            group,
            number,
            Statement=_one(ManagedRuleGroupStatement=managed),
            OverrideAction=wafv2.OverrideAction(**override),
        )


def _action(counting: bool) -> wafv2.RuleAction:
    if counting:
        return wafv2.RuleAction(Count=wafv2.CountAction())
    return wafv2.RuleAction(Block=wafv2.BlockAction())


def _one(**statement: Any) -> wafv2.Statement:
    return wafv2.Statement(**statement)


def _rule(name: str, priority: int, **said: Any) -> wafv2.WebACLRule:
    return wafv2.WebACLRule(
        Name=name, Priority=priority, VisibilityConfig=_seen(logical_id(name)), **said
    )


def _seen(metric: str) -> wafv2.VisibilityConfig:
    return wafv2.VisibilityConfig(
        CloudWatchMetricsEnabled=True, MetricName=metric, SampledRequestsEnabled=True
    )
