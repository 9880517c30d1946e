"""What an environment says of itself, and no resource shows, or troposphere alone would refuse: numbers and names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.build.assemble import Made
from bbfd.build.retention import DAYS, no_retention
from bbfd.model.definition import Definition
from bbfd.model.environment import (
    Capacity,
    ClientCertificates,
    Environment,
    ExistingCertificate,
    LoadBalancer,
)
from bbfd.model.stack import Refusal

_ACCOUNT = re.compile(r"[0-9]{12}")
# eu-west-1, us-gov-east-1, eusc-de-east-1: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
# The direction is one of nine, which finds eu-wst-1; a region that is new when this is old is not refused.
_REGION = re.compile(
    r"[a-z]{2,4}(-[a-z]{2,5})?-(north|south|east|west|central|(north|south)(east|west))-[0-9]{1,2}"
)
# Of ACM, or uploaded to IAM: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
_OF_ACM = re.compile(
    r"arn:aws[a-z-]*:acm:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):certificate/[A-Za-z0-9-]+"
)
_OF_IAM = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:server-certificate/\S+")
# A `g` after the generation: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
_GRAVITON = re.compile(r"(a1|[a-z]+[0-9]+g[a-z]*)\..+")
_X86 = re.compile(r"[a-z]+[0-9]+[a-z]*(-[a-z0-9]+)*\..+")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*")
_SMALLEST_DISK = 30  # what the ECS-optimised image of Amazon Linux 2023 takes


def settings(place: Definition[Environment]) -> Iterator[Made]:
    """Nothing is made: only what is wrong is told."""
    environment = place.value
    if not _ACCOUNT.fullmatch(environment.account):
        yield _wrong("account", environment.account, "write the 12 digits of the account, as text")
    if not _REGION.fullmatch(environment.region):
        yield _wrong("region", environment.region, 'write a region such as "eu-west-1"')
    if environment.log_retention not in DAYS:
        yield no_retention(environment.log_retention, place.file)
    if isinstance(environment.certificate, ExistingCertificate):
        yield from odd_certificate(environment.certificate.arn, environment, "certificate")
    yield from _secured(environment)
    if isinstance(environment.capacity, Capacity):
        yield from _capacity(environment.capacity)


def usable_target(capacity: Capacity) -> int | None:
    """The percentage to aim at, None where it is none."""
    return capacity.target if 1 <= capacity.target <= 100 else None


def _wrong(field: str, value: object, fix: str) -> Refusal:
    return Refusal(what=f"{field} is {value!r}", fix=fix, field=field)


def odd_certificate(arn: str, environment: Environment, field: str) -> Iterator[Refusal]:
    """One that a load balancer here does not take. field: where it is said."""
    found = _OF_ACM.fullmatch(arn)
    like = f"arn:aws:acm:{environment.region}:{environment.account}:certificate/ID"
    if found is None and not _OF_IAM.fullmatch(arn):
        yield _wrong(field, arn, f'write its ARN, "{like}", or Certificate.lookup("DOMAIN")')
    elif found is not None:
        for what in ("region", "account"):
            here = getattr(environment, what)
            if found[what] != here:
                yield Refusal(
                    what=f"the certificate is in {found[what]}, and the environment in {here}",
                    fix=f'a load balancer takes one of its own {what}: "{like}"',
                    field=field,
                )


def _secured(environment: Environment) -> Iterator[Refusal]:
    """What is said of HTTPS and comes to nothing."""
    balancer, certificate = environment.load_balancer, environment.certificate
    internal = environment.internal_load_balancer
    if certificate is None and isinstance(balancer, LoadBalancer) and balancer.clients is not None:
        yield Refusal(
            what="clients show certificates over HTTPS, and the environment has no certificate itself",
            fix="give it one, certificate=Certificate.lookup(DOMAIN), or remove clients=",
            field="load_balancer.clients",
        )
    if isinstance(balancer, LoadBalancer) and balancer.clients is not None:
        yield from _unlooked_at(balancer.clients)
    for each, field in ((balancer, "load_balancer"), (internal, "internal_load_balancer")):
        if certificate is None and getattr(each, "tls_policy", _USUAL) != _USUAL:
            yield Refusal(
                what="tls_policy is of HTTPS, and the environment has no certificate",
                fix="give it one, certificate=Certificate.lookup(DOMAIN), or remove tls_policy=",
                field=f"{field}.tls_policy",
            )


def _unlooked_at(clients: ClientCertificates) -> Iterator[Refusal]:
    if clients.expired and clients.trust_store is None:
        yield Refusal(
            what="without a trust store nobody looks at the certificates of clients, nor at their dates",
            fix="name one, trust_store=ARN, or remove expired=",
            field="load_balancer.clients.expired",
        )


_USUAL = LoadBalancer().tls_policy


def _capacity(capacity: Capacity) -> Iterator[Refusal]:
    if usable_target(capacity) is None:
        yield _wrong("capacity.target", capacity.target, "write 1 to 100, percent of the instances")
    if capacity.volume < _SMALLEST_DISK:
        yield _wrong(
            "capacity.volume",
            capacity.volume,
            f"write {_SMALLEST_DISK} or more: the image takes it",
        )
    if not 0 <= capacity.minimum <= capacity.maximum:
        yield Refusal(
            what=f"capacity is {capacity.minimum} to {capacity.maximum} instances",
            fix="write a minimum of 0 or more, and a maximum that is no smaller",
            field="capacity.minimum",
        )
    for kind in dict.fromkeys((capacity.instance_type, *capacity.also)):
        yield from _architecture(kind, capacity.architecture)
    yield from _mixed(capacity)
    yield from _agent(capacity)


def _architecture(kind: str, said: str) -> Iterator[Refusal]:
    """Of a family that is not known to be either, nothing is said."""
    if not _X86.fullmatch(kind):
        return
    real = "ARM64" if _GRAVITON.fullmatch(kind) else "X86_64"
    if real != said:
        yield Refusal(
            what=f"an instance of {kind} is {real}, and architecture is {said}",
            fix=f'write architecture="{real}", or an instance type that is {said}',
            field="capacity.architecture",
        )


def _mixed(capacity: Capacity) -> Iterator[Refusal]:
    if not 0 <= capacity.spot <= 100:
        yield _wrong("capacity.spot", capacity.spot, "write 0 to 100, percent of the instances")
    if capacity.on_demand < 0:
        yield _wrong("capacity.on_demand", capacity.on_demand, "write 0 or more, instances")
    elif capacity.on_demand and not capacity.spot:
        yield Refusal(
            what="some instances are always on demand, and the others are, too",
            fix="say how many of the others are on Spot: spot=100, percent; or remove on_demand=",
            field="capacity.on_demand",
        )
    if capacity.gpu and capacity.architecture == "ARM64" and capacity.image is None:
        yield Refusal(
            what="AWS has no image for ECS with drivers of GPUs for ARM64",
            fix='name one of your own, image="ami-...", or an instance type that is X86_64',
            field="capacity.gpu",
        )


def _agent(capacity: Capacity) -> Iterator[Refusal]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html."""
    for name, text in capacity.agent.items():
        if not _SETTING.fullmatch(name) or name == "ECS_CLUSTER":
            what = f"{name!r} is no setting of the ECS agent that can be said"
        elif not text.isprintable():
            what = f"{name} has more than one line"
        else:
            continue
        yield Refusal(
            what=what,
            fix='write settings such as {"ECS_IMAGE_PULL_BEHAVIOR": "prefer-cached"}, each in a line',
            field=f"capacity.agent.{name}",
        )
