"""What the load balancer answers by itself: a redirect to HTTPS, and 404 where no service's rule matches."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment.certificates import mutual
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, LoadBalancer

_NOT_FOUND = elb.Action(
    Type="fixed-response",
    FixedResponseConfig=elb.FixedResponseConfig(
        StatusCode="404", ContentType="text/plain", MessageBody="not found"
    ),
)
_TO_HTTPS = elb.Action(
    Type="redirect",
    RedirectConfig=elb.RedirectConfig(Protocol="HTTPS", Port="443", StatusCode="HTTP_301"),
)


def listeners(place: Definition[Environment]) -> Iterator[Made]:
    """HTTP, and with a certificate HTTPS.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    balancer = place.value.load_balancer
    if not isinstance(balancer, LoadBalancer):
        return
    secure = place.value.certificate is not None
    yield elb.Listener(
        ids.HTTP_LISTENER,
        LoadBalancerArn=Ref(ids.LOAD_BALANCER),
        Port=80,
        Protocol="HTTP",
        DefaultActions=[_TO_HTTPS if secure and balancer.redirect else _NOT_FOUND],
    )
    yield Origin(ids.HTTP_LISTENER, "load_balancer")
    yield Origin(ids.HTTP_LISTENER, "load_balancer.redirect", "DefaultActions")
    if secure:
        yield from _https(balancer)


def _https(balancer: LoadBalancer) -> Iterator[Made]:
    yield elb.Listener(
        ids.HTTPS_LISTENER,
        LoadBalancerArn=Ref(ids.LOAD_BALANCER),
        Port=443,
        Protocol="HTTPS",
        SslPolicy=balancer.tls_policy,
        Certificates=[elb.Certificate(CertificateArn=Ref(ids.CERTIFICATE))],
        DefaultActions=[_NOT_FOUND],
        **given(MutualAuthentication=mutual(balancer.clients)),
    )
    yield Origin(ids.HTTPS_LISTENER, "load_balancer")
    yield Origin(ids.HTTPS_LISTENER, "load_balancer.clients", "MutualAuthentication")
    yield Origin(ids.HTTPS_LISTENER, "load_balancer.tls_policy", "SslPolicy")
    yield Origin(ids.HTTPS_LISTENER, "certificate", "Certificates")
