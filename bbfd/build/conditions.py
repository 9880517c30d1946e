"""Conditions of listener rules, as CloudFormation has them.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
"""

from __future__ import annotations

from typing import Any

from troposphere import elasticloadbalancingv2 as elb

from bbfd.build._given import given
from bbfd.build.matching import HEADER, HOST, METHOD, PATH, QUERY, Condition


def condition(asked: Condition) -> elb.Condition:
    """What a request must have."""
    about, values = asked
    field, _, name = about.partition(" ")
    return elb.Condition(Field=field, **_config(field, name, list(values)))


def _config(field: str, name: str, values: list[str]) -> dict[str, Any]:
    if field == HOST:
        return {"HostHeaderConfig": elb.HostHeaderConfig(Values=values)}
    if field == PATH:
        return {"PathPatternConfig": elb.PathPatternConfig(Values=values)}
    if field == METHOD:
        return {"HttpRequestMethodConfig": elb.HttpRequestMethodConfig(Values=values)}
    if field == HEADER:
        return {"HttpHeaderConfig": elb.HttpHeaderConfig(HttpHeaderName=name, Values=values)}
    if field == QUERY:
        return {"QueryStringConfig": elb.QueryStringConfig(Values=[_pair(one) for one in values])}
    return {"SourceIpConfig": elb.SourceIpConfig(Values=values)}


def _pair(text: str) -> elb.QueryStringKeyValue:
    key, _, value = text.partition("=")
    return elb.QueryStringKeyValue(Value=value, **given(Key=key or None))
