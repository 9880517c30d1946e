"""What stands before the load balancer and turns requests away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Ref, wafv2

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment import inner_ids
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, LoadBalancer
from bbfd.model.firewall import ExistingFirewall, Firewall
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal

_FEWEST = 10


def firewall(place: Definition[Environment]) -> Iterator[Made]:
    """A web ACL, of the environment's own or one that is there, and what ties it to the load balancer.

    https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
    """
    balancer = place.value.load_balancer
    wanted = balancer.firewall if isinstance(balancer, LoadBalancer) else None
    if wanted is None:
        return
    if isinstance(wanted, Firewall):
        yield from _refused(wanted)
        yield _web_acl(place.name, wanted)
        yield Origin(inner_ids.WEB_ACL, "load_balancer.firewall")
        yield Origin(inner_ids.WEB_ACL, "load_balancer.firewall.rules", "Rules")
    yield wafv2.WebACLAssociation(
        inner_ids.WEB_ACL_ASSOCIATION,
        ResourceArn=Ref(ids.LOAD_BALANCER),
        WebACLArn=wanted.arn
        if isinstance(wanted, ExistingFirewall)
        else GetAtt(inner_ids.WEB_ACL, "Arn"),
    )
    yield Origin(inner_ids.WEB_ACL_ASSOCIATION, "load_balancer.firewall")


def _refused(wanted: Firewall) -> Iterator[Refusal]:
    if wanted.limit is not None and wanted.limit < _FEWEST:
        yield Refusal(
            what=f"a limit of {wanted.limit} requests",
            fix=f"write {_FEWEST} or more, requests in five minutes from one address",
            field="load_balancer.firewall.limit",
        )
    if not wanted.rules and wanted.limit is None:
        yield Refusal(
            what="the firewall has no rules, and turns nothing away",
            fix="name groups of rules, or write a limit=, or leave out firewall=",
            field="load_balancer.firewall.rules",
        )
    for name in dict.fromkeys(each for each in wanted.rules if wanted.rules.count(each) > 1):
        yield Refusal(
            what=f"the rules {name} are named twice",
            fix="name them once",
            field="load_balancer.firewall.rules",
        )


def _web_acl(name: str, wanted: Firewall) -> wafv2.WebACL:
    return wafv2.WebACL(
        inner_ids.WEB_ACL,
        Scope="REGIONAL",
        Description=f"what reaches the load balancer of {name}",
        DefaultAction=wafv2.DefaultAction(Allow=wafv2.AllowAction()),
        Rules=list(_rules(wanted)),
        VisibilityConfig=_seen(f"{name}-all"),
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
