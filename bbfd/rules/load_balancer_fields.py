"""The name and the attributes of a load balancer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bbfd.rules._rule import Found
from bbfd.rules._shapes import Row, Subject, made_of, no_longer, of, rows, shaped

_KIND = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference"
_CREATE = f"{_API}/API_CreateLoadBalancer.html"
_KEYS: Final = (
    "access_logs.s3.enabled",
    "access_logs.s3.bucket",
    "access_logs.s3.prefix",
    "connection_logs.s3.enabled",
    "connection_logs.s3.bucket",
    "connection_logs.s3.prefix",
    "health_check_logs.s3.enabled",
    "health_check_logs.s3.bucket",
    "health_check_logs.s3.prefix",
    "deletion_protection.enabled",
    "load_balancing.cross_zone.enabled",
    "idle_timeout.timeout_seconds",
    "client_keep_alive.seconds",
    "ipv6.deny_all_igw_traffic",
    "dns_record.client_routing_policy",
    "secondary_ips.auto_assigned.per_subnet",
    "zonal_shift.config.enabled",
    "waf.fail_open.enabled",
)
# The headers that a listener of one may send have keys of its own, and there are more every year.
_FAMILIES = ("routing.",)


def _attributes(balancer: Subject) -> dict[str, Subject]:
    return {str(each.value("Key")): each for each in balancer.each("LoadBalancerAttributes")}


def _keys(balancer: Subject) -> Iterator[Found]:
    for each in balancer.each("LoadBalancerAttributes"):
        key = each.value("Key")
        if isinstance(key, str) and key not in _KEYS and not key.startswith(_FAMILIES):
            aws = f"Load balancer attribute key '{key}' is not recognized"
            yield each.wrong(f"there is no {key}", "Key", aws=aws)


def _logged(balancer: Subject) -> Iterator[Found]:
    if "LoadBalancerAttributes" not in balancer.body:
        return
    given = balancer.value("LoadBalancerAttributes")
    known = _attributes(balancer)
    on = known.get("access_logs.s3.enabled")
    whole = isinstance(given, list) and len(known) == len(given) and "UNKNOWN" not in known
    if not whole or on is None or "access_logs.s3.bucket" in known:
        return
    if str(on.value("Value")).lower() == "true":
        yield on.wrong("there is no access_logs.s3.bucket")


def _balancer(lines: str) -> str:
    return f"""\
Parameters:
  Subnets: {{Type: 'List<AWS::EC2::Subnet::Id>'}}
Resources:
  Balancer:
    Type: {_KIND}
    Properties:
      Subnets: !Ref Subnets
      {lines}
"""


_LOGS = "LoadBalancerAttributes: [{Key: access_logs.s3.enabled, Value: 'true'}@]"

RULES = rows(
    of(_KIND),
    Row(
        "LB-NAME-LENGTH",
        "a load balancer's name has at most 32 characters",
        no_longer(32, "Name"),
        "shorten Name to 32, or leave it to CloudFormation",
        _CREATE,
        _balancer(f"Name: {'a' * 33}"),
        _balancer(f"Name: {'a' * 32}"),
        "The load balancer name '...' cannot be longer than '32' characters",
    ),
    Row(
        "LB-NAME-INTERNAL",
        "a load balancer's name does not begin with internal-",
        shaped("Name", like=r"(?!internal-).*"),
        "do not begin Name with internal-: Scheme says that",
        _CREATE,
        _balancer("Name: internal-web"),
        _balancer("Name: web-internal"),
        "The load balancer name 'internal-web' cannot begin with 'internal-'",
    ),
    Row(
        "LB-NAME-FORMAT",
        "a load balancer's name has letters, digits and hyphens",
        made_of("A-Za-z0-9-", "Name"),
        "use letters, digits and hyphens, or leave Name to CloudFormation",
        _CREATE,
        _balancer("Name: web_alb"),
        _balancer("Name: web-alb"),
        "The load balancer name 'web_alb' can only contain characters that are alphanumeric characters and hyphens(-)",
    ),
    Row(
        "LB-ATTRIBUTE-KEY",
        "an attribute of a load balancer is one that there is",
        _keys,
        "use a key of the list, as idle_timeout.timeout_seconds",
        f"{_API}/API_LoadBalancerAttribute.html",
        _balancer("LoadBalancerAttributes: [{Key: idle_timeout, Value: '60'}]"),
        _balancer("LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: '60'}]"),
        "Load balancer attribute key 'idle_timeout' is not recognized",
    ),
    Row(
        "LB-ACCESS-LOGS-BUCKET",
        "access logs have a bucket",
        _logged,
        "add the attribute access_logs.s3.bucket",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
        _balancer(_LOGS.replace("@", "")),
        _balancer(_LOGS.replace("@", ", {Key: access_logs.s3.bucket, Value: logs}")),
        "The key 'access_logs.s3.bucket' must set in order to enable access logs",
    ),
)
