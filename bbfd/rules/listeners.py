"""Listeners: ports, protocols, certificates, and the target groups that they can forward to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from bbfd.rules._references import names_in
from bbfd.rules._rule import Found
from bbfd.rules._shapes import Row, Subject, at_most, needs, never, of, rows, said
from bbfd.rules._subjects import Raw
from bbfd.template.values import UNKNOWN, Reference

_ELB = "AWS::ElasticLoadBalancingV2"
_DOCS = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_CREATE = f"{_DOCS}/APIReference/API_CreateListener.html"
_HTTP = ("HTTP", "HTTPS")
_PLAIN = ("HTTP", "TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_TRANSPORT = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_FIRST = "2016-08|2015-05|TLS-1-0-2015-04|TLS-1-1-2017-01|TLS-1-2-2017-01|TLS-1-2-Ext-2018-06"
_FORWARD = "FS-2018-06|FS-1-1-2019-08|FS-1-2-2019-08|FS-1-2-Res-2019-08|FS-1-2-Res-2020-10"
_TLS13 = "TLS13-1-[0-3](-(Res|Ext[0-2]))?(-FIPS)?(-PQ)?-(2021-06|2023-04|2025-09)"
_LATER = r".*RFC.*|TLS13-.*-20(2[6-9]|[3-9]\d)-\d\d"
_POLICIES: Final = f"ELBSecurityPolicy-({_FIRST}|{_FORWARD}|{_TLS13}|{_LATER})"
# What a listener speaks -> what its target groups may.
_PAIRS: Final = {
    "HTTP": _HTTP,
    "HTTPS": _HTTP,
    "TCP": ("TCP", "TCP_UDP"),
    "TLS": ("TCP", "TLS"),
    "UDP": ("UDP", "TCP_UDP"),
    "TCP_UDP": ("TCP_UDP",),
}
_insecure = said("Protocol", of=_PLAIN)


def _balancer(listener: Subject) -> Raw | None:
    """The load balancer, if it is in this template."""
    arn = listener.value("LoadBalancerArn")
    inside = isinstance(arn, Reference) and not arn.stack
    return listener.document.resources(f"{_ELB}::LoadBalancer").get(arn.to) if inside else None


def _kind(listener: Subject) -> Any:
    body = _balancer(listener)
    return UNKNOWN if body is None else listener.document.value(body.get("Type", "application"))


def _protocol(kind: str, known: tuple[str, ...]) -> Any:
    named = ", ".join(known)

    def check(listener: Subject) -> Iterator[Found]:
        protocol = listener.value("Protocol")
        if _kind(listener) == kind and isinstance(protocol, str) and protocol not in known:
            aws = f"Listener protocol '{protocol}' must be one of '{named}'"
            detail = f"Protocol is {protocol}, and the load balancer's type is {kind}"
            yield listener.wrong(detail, "Protocol", aws=aws)

    return check


def _groups(listener: Subject) -> Iterator[tuple[str, Any]]:
    """The target groups of this template that it forwards to, with what they speak."""
    known = listener.document.resources(f"{_ELB}::TargetGroup")
    for name in sorted(names_in(listener.body.get("DefaultActions"))):
        if name in known:
            yield name, listener.document.value(known[name].get("Protocol"))


def _incompatible(own: tuple[str, ...]) -> Any:
    def check(listener: Subject) -> Iterator[Found]:
        protocol = listener.value("Protocol")
        allowed = _PAIRS.get(protocol) if protocol in own else None
        for name, spoken in _groups(listener) if allowed else ():
            if isinstance(spoken, str) and allowed and spoken not in allowed:
                yield listener.wrong(f"it speaks {protocol}, and {name} {spoken}", "DefaultActions")
                break

    return check


def _certified(listener: Subject) -> Iterator[Found]:
    """An entry that a condition leaves empty is none."""
    if "Certificates" not in listener.body or not _insecure(listener):
        return
    if any(not each.lacks("CertificateArn") for each in listener.each("Certificates")):
        protocol = listener.value("Protocol")
        yield listener.wrong(f"Certificates is set, and it speaks {protocol}", "Certificates")


def _policy(listener: Subject) -> Iterator[Found]:
    policy = listener.value("SslPolicy")
    if isinstance(policy, str) and not re.fullmatch(_POLICIES, policy):
        yield listener.wrong(f"there is no {policy}", "SslPolicy")


def _portless(listener: Subject) -> bool:
    """A Gateway Load Balancer's listener has neither port nor protocol."""
    return _kind(listener) in ("application", "network") or listener.has("Protocol")


def _forwards_only(listener: Subject) -> Iterator[Found]:
    if _kind(listener) == "network" or listener.value("Protocol") in _TRANSPORT:
        for action in listener.each("DefaultActions"):
            kind = action.value("Type")
            if isinstance(kind, str) and kind != "forward":
                yield action.wrong(f"its action is {kind}", "Type")


_CERTIFICATE = "{CertificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/@'}"


def _listening(lines: str, group: str = "HTTP", kind: str = "application") -> str:
    return f"""\
Parameters:
  Subnets: {{Type: 'List<AWS::EC2::Subnet::Id>'}}
  Vpc: {{Type: 'AWS::EC2::VPC::Id'}}
Resources:
  Balancer:
    Type: {_ELB}::LoadBalancer
    Properties: {{Type: {kind}, Subnets: !Ref Subnets}}
  Targets:
    Type: {_ELB}::TargetGroup
    Properties: {{TargetType: ip, Port: 80, Protocol: {group}, VpcId: !Ref Vpc}}
  Listener:
    Type: {_ELB}::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      DefaultActions: [{{Type: forward, TargetGroupArn: !Ref Targets}}]
      {lines}
"""


def _lines(*lines: str) -> str:
    return "\n      ".join(lines)


_SECURE = ("Port: 443", "Protocol: HTTPS", f"Certificates: [{_CERTIFICATE.replace('@', '1')}]")
_TWO = f"Certificates: [{_CERTIFICATE.replace('@', '1')}, {_CERTIFICATE.replace('@', '2')}]"
_OPEN = ("Port: 80", "Protocol: HTTP")
_RIGHT = _listening(_lines(*_OPEN))
_RIGHT_NLB = _listening(_lines("Port: 80", "Protocol: TCP"), "TCP", "network")
_FORWARD_ACTION = "{Type: forward, TargetGroupArn: !Ref Targets}"
_TALK = "The listener and the following target groups have incompatible protocols: arn:..."

RULES = rows(
    of(f"{_ELB}::Listener"),
    Row(
        "LISTENER-CERT-HTTP",
        "a listener that does not encrypt has no certificate",
        _certified,
        "remove Certificates, or set Protocol: HTTPS (TLS for a Network Load Balancer)",
        _CREATE,
        _listening(_lines(*_OPEN, _SECURE[2])),
        _listening(_lines(*_SECURE)),
        "A certificate cannot be specified for HTTP listeners",
    ),
    Row(
        "LISTENER-CERT-ONE",
        "a listener has one certificate of its own",
        at_most(1, "Certificates"),
        "keep the default one; the others are AWS::ElasticLoadBalancingV2::ListenerCertificate",
        _CREATE,
        _listening(_lines(*_SECURE[:2], _TWO)),
        _listening(_lines(*_SECURE)),
    ),
    Row(
        "LISTENER-SSL-POLICY-HTTP",
        "a listener that does not encrypt has no security policy",
        never("SslPolicy", when=_insecure),
        "remove SslPolicy, or set Protocol: HTTPS",
        _CREATE,
        _listening(_lines(*_OPEN, "SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06")),
        _RIGHT,
    ),
    Row(
        "LISTENER-SSL-POLICY",
        "a security policy is one that there is",
        _policy,
        "use ELBSecurityPolicy-TLS13-1-2-Res-2021-06, or another of the list",
        f"{_DOCS}/application/describe-ssl-policies.html",
        _listening(_lines(*_SECURE, "SslPolicy: ELBSecurityPolicy-TLS13-1-2")),
        _listening(_lines(*_SECURE, "SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06")),
    ),
    Row(
        "LISTENER-PROTOCOL-ALB",
        "an Application Load Balancer listens for HTTP",
        _protocol("application", _HTTP),
        "set Protocol: HTTP or HTTPS, or the load balancer's Type: network",
        _CREATE,
        _listening(_lines("Port: 80", "Protocol: TCP"), "TCP"),
        _RIGHT,
        "Listener protocol 'TCP' must be one of 'HTTP, HTTPS'",
    ),
    Row(
        "LISTENER-PROTOCOL-NLB",
        "a Network Load Balancer listens for connections",
        _protocol("network", ("TCP", "QUIC", "TCP_QUIC", "UDP", "TCP_UDP", "TLS")),
        "set Protocol: TCP or TLS, or the load balancer's Type: application",
        _CREATE,
        _listening(_lines(*_OPEN), "HTTP", "network"),
        _RIGHT_NLB,
        "Listener protocol 'HTTP' must be one of 'TCP, QUIC, TCP_QUIC, UDP, TCP_UDP, TLS'",
    ),
    Row(
        "LISTENER-TG-PROTOCOL",
        "a listener for HTTP forwards to targets that speak HTTP",
        _incompatible(_HTTP),
        "set Protocol: HTTP on the target group",
        f"{_DOCS}/network/load-balancer-listeners.html",
        _listening(_lines(*_OPEN), "TCP"),
        _RIGHT,
        _TALK,
    ),
    Row(
        "LISTENER-TG-PROTOCOL-NLB",
        "a listener for connections forwards to targets that take them",
        _incompatible(_TRANSPORT),
        "set the target group's Protocol to the listener's",
        f"{_DOCS}/network/load-balancer-listeners.html",
        _listening(_lines("Port: 80", "Protocol: TCP"), "HTTP", "network"),
        _RIGHT_NLB,
        _TALK,
    ),
    Row(
        "LISTENER-PORT-REQUIRED",
        "a listener has a port",
        needs("Port", when=_portless),
        "add Port",
        _CREATE,
        _listening(_lines("Protocol: HTTP")),
        _RIGHT,
        "A listener port must be specified",
    ),
    Row(
        "LISTENER-DEFAULT-ACTIONS",
        "a listener does something",
        needs("DefaultActions"),
        "add DefaultActions: forward to a target group, or a fixed-response",
        _CREATE,
        _RIGHT.replace(f"[{_FORWARD_ACTION}]", "[]"),
        _RIGHT,
        "Default actions required",
    ),
    Row(
        "LISTENER-NLB-FORWARD-ONLY",
        "a Network Load Balancer only forwards",
        _forwards_only,
        "forward to a target group",
        _CREATE,
        _RIGHT_NLB.replace(
            _FORWARD_ACTION, "{Type: fixed-response, FixedResponseConfig: {StatusCode: '404'}}"
        ),
        _RIGHT_NLB,
    ),
)
