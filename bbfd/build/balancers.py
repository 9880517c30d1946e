"""An Application Load Balancer beside the one that all share: with its security group and its listeners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb
from troposphere.ec2 import SecurityGroup, SecurityGroupRule

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.blocks import is_block, no_block
from bbfd.build.firewalls import Before, firewall_before
from bbfd.build.request_logs import RequestLogs, before_it_writes, request_logs, written_to
from bbfd.model.balancers import InternalLoadBalancer, OwnLoadBalancer
from bbfd.model.value import value


@value
class Names:
    """The logical ids of a load balancer and of what belongs to it."""

    balancer: str
    group: str
    http: str
    https: str
    logs: str
    logs_policy: str
    acl: str
    association: str


INTERNAL: Final = Names(
    balancer=ids.INTERNAL_BALANCER,
    group=ids.INTERNAL_GROUP,
    http=ids.INTERNAL_HTTP_LISTENER,
    https=ids.INTERNAL_HTTPS_LISTENER,
    logs=f"{ids.INTERNAL_BALANCER}AccessLogs",
    logs_policy=f"{ids.INTERNAL_BALANCER}AccessLogsPolicy",
    acl=f"{ids.INTERNAL_BALANCER}WebAcl",
    association=f"{ids.INTERNAL_BALANCER}WebAclAssociation",
)


@value
class Balanced:
    """One load balancer. said, field: by which value, and where it stands. whose: for those who read about it in AWS.

    short: the same in letters, digits and hyphens. admit: the CIDR blocks that may reach it.
    subnets: as CloudFormation has them. certificate: what carries it; None for HTTP alone.
    usual: it listens on 80 and 443. target: the one target group that all requests go to.
    """

    names: Names
    said: InternalLoadBalancer | OwnLoadBalancer
    admit: tuple[str, ...]
    field: str
    whose: str
    short: str
    internal: bool
    subnets: Any
    dual_stack: bool
    certificate: str | None
    protected: bool
    usual: bool = True
    target: str | None = None


def balancer_with_listeners(wanted: Balanced) -> Iterator[Made]:
    """All of it.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
    """
    names, field = wanted.names, wanted.field
    yield _balancer(wanted)
    yield _group(wanted)
    if wanted.usual:
        yield from _listeners(wanted)
    yield from _beside(wanted)
    for block in wanted.admit:
        if not is_block(block):
            yield no_block(block, f"{field}.admit")
    for name in (names.balancer, names.group, names.http, names.https):
        yield Origin(name, field)
    yield Origin(names.group, f"{field}.admit", "SecurityGroupIngress")
    yield Origin(names.http, f"{field}.redirect", "DefaultActions")
    yield Origin(names.https, f"{field}.tls_policy", "SslPolicy")


def _beside(wanted: Balanced) -> Iterator[Made]:
    """What few have: where requests are written down, and what turns them away."""
    logs = _logs(wanted)
    if logs is not None:
        yield from request_logs(logs)
        yield Origin(wanted.names.balancer, logs.field, "LoadBalancerAttributes")
    if wanted.said.firewall is not None:
        before = Before(
            said=wanted.said.firewall,
            field=f"{wanted.field}.firewall",
            balancer=wanted.names.balancer,
            acl=wanted.names.acl,
            association=wanted.names.association,
            whose=wanted.short,
        )
        yield from firewall_before(before)


def _logs(wanted: Balanced) -> RequestLogs | None:
    if wanted.said.access_logs is None:
        return None
    return RequestLogs(
        said=wanted.said.access_logs,
        field=f"{wanted.field}.access_logs",
        bucket=wanted.names.logs,
        policy=wanted.names.logs_policy,
        kept=wanted.protected,
    )


def _balancer(wanted: Balanced) -> elb.LoadBalancer:
    logs = _logs(wanted)
    attributes = {
        "deletion_protection.enabled": "true" if wanted.protected else "false",
        "idle_timeout.timeout_seconds": str(wanted.said.idle_timeout),
        "routing.http.drop_invalid_header_fields.enabled": "true",
        **written_to(logs),
    }
    return elb.LoadBalancer(
        wanted.names.balancer,
        Type="application",
        Scheme="internal" if wanted.internal else "internet-facing",
        Subnets=wanted.subnets,
        SecurityGroups=[Ref(wanted.names.group)],
        LoadBalancerAttributes=[
            elb.LoadBalancerAttributes(Key=key, Value=said) for key, said in attributes.items()
        ],
        **given(
            IpAddressType="dualstack" if wanted.dual_stack else None,
            DependsOn=before_it_writes(logs),
        ),
    )


def _group(wanted: Balanced) -> SecurityGroup:
    ports = ((80, 443) if wanted.certificate else (80,)) if wanted.usual else ()
    blocks = dict.fromkeys(block for block in admitted(wanted) if is_block(block))
    rules = [admitting(block, port) for block in blocks for port in ports]
    return SecurityGroup(
        wanted.names.group,
        GroupDescription=f"{wanted.whose}: who may reach it",
        VpcId=Ref(ids.VPC),
        **given(SecurityGroupIngress=rules),
    )


def admitted(wanted: Balanced) -> tuple[str, ...]:
    """Whoever admits everybody means those with an address of IPv6 as well, where there are such."""
    everybody = wanted.dual_stack and "0.0.0.0/0" in wanted.admit
    return (*wanted.admit, *(("::/0",) if everybody else ()))


def admitting(block: str, port: int, protocol: str = "tcp") -> SecurityGroupRule:
    """A CIDR block let in on a port."""
    return SecurityGroupRule(
        Description=f"{block} on {port}",
        IpProtocol=protocol,
        FromPort=port,
        ToPort=port,
        **{"CidrIpv6" if ":" in block else "CidrIp": block},
    )


NOT_FOUND = elb.Action(
    Type="fixed-response",
    FixedResponseConfig=elb.FixedResponseConfig(
        StatusCode="404", ContentType="text/plain", MessageBody="not found"
    ),
)
_TO_HTTPS = elb.Action(
    Type="redirect",
    RedirectConfig=elb.RedirectConfig(Protocol="HTTPS", Port="443", StatusCode="HTTP_301"),
)


def _listeners(wanted: Balanced) -> Iterator[elb.Listener]:
    """HTTP, and with a certificate HTTPS."""
    last = NOT_FOUND if wanted.target is None else _forward(wanted.target)
    redirects = wanted.certificate is not None and wanted.said.redirect
    yield elb.Listener(
        wanted.names.http,
        LoadBalancerArn=Ref(wanted.names.balancer),
        Port=80,
        Protocol="HTTP",
        DefaultActions=[_TO_HTTPS if redirects else last],
    )
    if wanted.certificate is not None:
        yield elb.Listener(
            wanted.names.https,
            LoadBalancerArn=Ref(wanted.names.balancer),
            Port=443,
            Protocol="HTTPS",
            SslPolicy=wanted.said.tls_policy,
            Certificates=[elb.Certificate(CertificateArn=Ref(wanted.certificate))],
            DefaultActions=[last],
        )


def _forward(target: str) -> elb.Action:
    return elb.Action(Type="forward", TargetGroupArn=Ref(target))
