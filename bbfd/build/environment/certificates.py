"""Further certificates of the HTTPS listener: which one is shown, the host name decides that is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.environment.settings import odd_certificate
from bbfd.model.definition import Definition
from bbfd.model.environment import ClientCertificates, Environment, LoadBalancer
from bbfd.model.naming import logical_id
from bbfd.model.stack import Refusal


def certificates(place: Definition[Environment]) -> Iterator[Made]:
    """One resource for each: AWS takes no more.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
    """
    environment = place.value
    if not environment.more_certificates:
        return
    if environment.certificate is None or not isinstance(environment.load_balancer, LoadBalancer):
        yield Refusal(
            what="there are further certificates, and no HTTPS listener of the environment's own to show them",
            fix="give it a load balancer and a first one: certificate=..., or remove more_certificates=",
            field="more_certificates",
        )
        return
    for each in dict.fromkeys(environment.more_certificates):
        wrong = tuple(odd_certificate(each.arn, environment, "more_certificates"))
        yield from wrong
        if not wrong:
            title = f"Certificate{logical_id(each.arn.rpartition('/')[2])}"
            yield elb.ListenerCertificate(
                title,
                ListenerArn=Ref(ids.HTTPS_LISTENER),
                Certificates=[elb.Certificate(CertificateArn=each.arn)],
            )
            yield Origin(title, "more_certificates")


def mutual(wanted: ClientCertificates | None) -> elb.MutualAuthentication | None:
    """How clients show who they are, where they must.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html
    """
    if wanted is None:
        return None
    if wanted.trust_store is None:
        return elb.MutualAuthentication(Mode="passthrough")
    return elb.MutualAuthentication(
        Mode="verify",
        TrustStoreArn=wanted.trust_store,
        **given(IgnoreClientCertificateExpiry=wanted.expired or None),
    )
