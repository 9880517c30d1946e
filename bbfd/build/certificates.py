"""Certificates of a service's own, for hosts that the environment's does not cover."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref
from troposphere import elasticloadbalancingv2 as elb

from bbfd.build import ids
from bbfd.build.address import entrance, own_certificate
from bbfd.build.assemble import Made, Origin
from bbfd.build.routes import Route, routes
from bbfd.build.scope import Scope
from bbfd.model.environment import ExistingCertificate, FoundCertificate
from bbfd.model.stack import FromCertificate, Parameter, Refusal, Unbuildable
from bbfd.model.workload import Exposed


def certificates_of(scope: Scope[Exposed]) -> Iterator[Made]:
    """Each as a parameter, found by its domain when planning; and beside the default one of its listener."""
    for route in routes(scope):
        if route.http.certificate is not None:
            yield from _certificate(scope, route, route.http.certificate)


def _certificate(
    scope: Scope[Exposed], route: Route, said: ExistingCertificate | FoundCertificate
) -> Iterator[Made]:
    door, field = entrance(scope, route), f"{route.field}.certificate"
    if not door.secure:
        yield Refusal(
            what="a certificate is for HTTPS, and the listener speaks HTTP",
            fix="give the environment a certificate, whose listener takes this one, too; or remove certificate=",
            field=field,
        )
        return
    yield from unfit_certificate(scope, said, field)
    name = own_certificate(route)
    yield carried(name, said)
    if door.certificate == name:
        return  # the default one of a listener of its own
    title = f"{ids.LISTENER_CERTIFICATE}{route.key}"
    yield elb.ListenerCertificate(
        title,
        ListenerArn=Ref(door.listener),
        Certificates=[elb.Certificate(CertificateArn=Ref(name))],
    )
    yield Origin(title, field)


def unfit_certificate(scope: Scope[Exposed], said: object, field: str) -> Iterator[Refusal]:
    """Why nothing here speaks TLS with it. Raises Unbuildable where it is no certificate of a service's."""
    if isinstance(said, ExistingCertificate):
        from bbfd.build.environment.settings import odd_certificate  # few services name one

        yield from odd_certificate(said.arn, scope.environment, field)
    elif not isinstance(said, FoundCertificate) or not said.domain:
        raise Unbuildable(
            Refusal(
                what="a service takes a certificate that is there, and makes none",
                fix='write Certificate.lookup("DOMAIN") or Certificate.arn(ARN); an environment may create one',
                field=field,
            )
        )


def carried(name: str, said: ExistingCertificate | FoundCertificate) -> Parameter:
    """The parameter for a certificate."""
    if isinstance(said, ExistingCertificate):
        return Parameter(name=name, type="String", default=said.arn)
    return Parameter(name=name, type="String", source=FromCertificate(domain=said.domain))
