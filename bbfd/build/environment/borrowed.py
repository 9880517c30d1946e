"""What the environment's stack does not make: parameters with what exists, or with how it is looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bbfd.build import ids
from bbfd.build.environment import inner_ids
from bbfd.build.needed import needed_by
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, FoundCertificate, NewCertificate
from bbfd.model.network import FoundNetwork
from bbfd.model.stack import FromCertificate, FromTags, FromZone, Parameter, Refusal

_SUBNETS = "List<AWS::EC2::Subnet::Id>"


def borrowed_by(place: Definition[Environment]) -> Callable[[str], Parameter | Refusal | None]:
    """Name of a reference -> the parameter it stands for; None where it stands for none."""
    looked_up = {parameter.name: parameter for parameter in _looked_up(place.value)}
    existing = needed_by(place)

    def borrowed(name: str) -> Parameter | Refusal | None:
        if name in looked_up:
            return looked_up[name]
        found = existing(name)
        # One without a value would be taken from this very stack.
        return None if isinstance(found, Parameter) and found.default is None else found

    return borrowed


def _looked_up(environment: Environment) -> Iterator[Parameter]:
    if isinstance(environment.network, FoundNetwork):
        yield from _network(environment.network)
    certificate = environment.certificate
    if isinstance(certificate, FoundCertificate):
        source = FromCertificate(domain=certificate.domain)
        yield Parameter(name=ids.CERTIFICATE, type="String", source=source)
    if isinstance(certificate, NewCertificate):
        domain = certificate.domain.removeprefix("*.")
        yield _zone(inner_ids.CERTIFICATE_ZONE, certificate.zone, domain)
    if environment.domain is not None:
        yield _zone(ids.ZONE, environment.domain.zone, environment.domain.name)


def _network(network: FoundNetwork) -> Iterator[Parameter]:
    vpc = FromTags(what="vpc", tags=network.vpc)
    yield Parameter(name=ids.VPC, type="AWS::EC2::VPC::Id", source=vpc)
    for name, tags in (
        (ids.PUBLIC_SUBNETS, network.public),
        (ids.PRIVATE_SUBNETS, network.private),
    ):
        if tags:
            source = FromTags(what="subnets", tags=tags, vpc=ids.VPC)
            yield Parameter(name=name, type=_SUBNETS, source=source)


def _zone(name: str, zone: str | None, domain: str) -> Parameter:
    source = FromZone(domain=domain) if zone is None else None
    return Parameter(name=name, type="AWS::Route53::HostedZone::Id", default=zone, source=source)
