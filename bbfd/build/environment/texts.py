"""Ids, ARNs and names that an environment's file writes out: held to how AWS writes such, a row for each field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, NamedTuple

from bbfd.build.assemble import Made
from bbfd.build.tags import odd_tags
from bbfd.model.access import Access, Local
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.network import ExistingNetwork
from bbfd.model.stack import Refusal


class _Text(NamedTuple):
    """One field: a text, or a tuple of them, and what each must be like."""

    field: str
    pattern: str
    like: str


_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*"
_BALANCED = r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}"
_ROLE = r"arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+"

TEXTS: Final = (
    _Text("aws.profile", r"\S(.*\S)?", "the name of a profile"),
    _Text("aws.role", _ROLE, "arn:aws:iam::111111111111:role/NAME"),
    _Text("aws.service_role", _ROLE, "arn:aws:iam::111111111111:role/NAME"),
    _Text("reaper.role", _ROLE, "arn:aws:iam::111111111111:role/NAME"),
    _Text("network.vpc", r"vpc-[0-9a-f]{1,17}", "vpc-0a1b2c3d4e5f60718"),
    _Text("network.public", r"subnet-[0-9a-f]{1,17}", "subnet-0a1b2c3d4e5f60718"),
    _Text("network.private", r"subnet-[0-9a-f]{1,17}", "subnet-0a1b2c3d4e5f60718"),
    _Text("network.endpoints.also", r"[a-z0-9-]+(\.[a-z0-9-]+)*", 'names as "sqs" or "ecr.api"'),
    _Text("network.endpoints.also", r"[a-z0-9-]+(\.[a-z0-9-]+)*", 'names as "sqs" or "ecr.api"'),
    _Text("cluster.name", r"[A-Za-z0-9_-]{1,255}", "letters, digits, - and _"),
    _Text("load_balancer.arn", rf"{_BALANCED}:loadbalancer/app/\S+", "its ARN"),
    _Text("load_balancer.http_listener", rf"{_BALANCED}:listener/app/\S+", "its ARN"),
    _Text("load_balancer.https_listener", rf"{_BALANCED}:listener/app/\S+", "its ARN"),
    _Text("load_balancer.security_group", r"sg-[0-9a-f]{1,17}", "sg-0a1b2c3d4e5f60718"),
    _Text("load_balancer.dns_name", _HOST, "its DNS name"),
    _Text("load_balancer.tls_policy", r"ELBSecurityPolicy-[A-Za-z0-9-]+", "the name of a policy"),
    _Text("internal_load_balancer.arn", rf"{_BALANCED}:loadbalancer/app/\S+", "its ARN"),
    _Text("internal_load_balancer.http_listener", rf"{_BALANCED}:listener/app/\S+", "its ARN"),
    _Text("internal_load_balancer.https_listener", rf"{_BALANCED}:listener/app/\S+", "its ARN"),
    _Text("internal_load_balancer.security_group", r"sg-[0-9a-f]{1,17}", "sg-0a1b2c3d4e5f60718"),
    _Text("internal_load_balancer.dns_name", _HOST, "its DNS name"),
    _Text(
        "internal_load_balancer.tls_policy",
        r"ELBSecurityPolicy-[A-Za-z0-9-]+",
        "the name of a policy",
    ),
    _Text("load_balancer.clients.trust_store", rf"{_BALANCED}:truststore/\S+", "its ARN"),
    _Text("certificate.domain", rf"(\*\.)?{_HOST}", "a domain, as *.example.com"),
    _Text("certificate.also", rf"(\*\.)?{_HOST}", "domains, as *.example.com"),
    _Text("certificate.zone", r"Z[A-Z0-9]{1,31}", "the id of the zone, as Z0123456789ABC"),
    _Text("domain.name", _HOST, "a domain, as dev.example.com"),
    _Text("domain.zone", r"Z[A-Z0-9]{1,31}", "the id of the zone, as Z0123456789ABC"),
    _Text("capacity.provider", r"[A-Za-z0-9_-]{1,255}", "the name of a capacity provider"),
    _Text("key.arn", r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/\S+", "its ARN"),
    _Text(
        "permissions_boundary",
        r"arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/\S+|[\w+=,.@-]{1,128}",
        "the ARN of a policy, or its name in the account",
    ),
    _Text("alarms.topic", r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:\S+", "the ARN of a topic"),
    _Text("capacity.image", r"ami-[0-9a-f]{8,17}", "the id of an image, as ami-0a1b2c3d4e5f60718"),
    _Text("managed.types", r"[a-z0-9.*-]{1,30}", 'instance types, as "m7i.*"'),
    _Text("registry.name", r"[A-Za-z0-9]([A-Za-z0-9-]{0,99})", "letters, digits and hyphens"),
    _Text("discovery", _HOST, "a domain, as prod.internal"),
    _Text("discovery.name", r"[!-~]{1,1024}", "a name, as prod"),
    _Text("discovery.id", r"ns-[a-z0-9]{1,61}", "the id of the namespace, as ns-0a1b2c3d4e5f6071"),
)


def texts(place: Definition[Environment]) -> Iterator[Made]:
    """Nothing is made: only what is wrong is told."""
    environment = place.value
    for text in TEXTS:
        for given in _given(environment, text.field):
            if re.fullmatch(text.pattern, given) is None:
                yield Refusal(
                    what=f"{text.field} is {given!r}", fix=f"write {text.like}", field=text.field
                )
    yield from odd_tags(environment.tags)
    yield from _access(environment.aws)
    if isinstance(environment.network, ExistingNetwork):
        yield from _subnets(environment.network)


def _given(environment: Environment, field: str) -> tuple[str, ...]:
    value: object = environment
    for name in field.split("."):
        value = getattr(value, name, None)
    several = value if isinstance(value, tuple) else (value,)
    return tuple(each for each in several if isinstance(each, str))


def _subnets(network: ExistingNetwork) -> Iterator[Refusal]:
    named = (*network.public, *network.private)
    for subnet in dict.fromkeys(each for each in named if named.count(each) > 1):
        yield Refusal(
            what=f"{subnet} is named twice",
            fix="name each subnet once: it is public, or it is private",
            field="network",
        )


def _access(aws: Access | Local) -> Iterator[Refusal]:
    if isinstance(aws, Local):
        folder = PurePath(aws.folder)
        if folder.is_absolute() or ".." in folder.parts or not folder.parts:
            yield Refusal(
                what=f"the embedded AWS cannot be kept in {aws.folder!r}",
                fix='name a folder inside the project, as ".bbfd/local"',
                field="aws.folder",
            )
    elif aws.external_id is not None and aws.role is None:
        yield Refusal(
            what="there is an external id, and no role to assume with it",
            fix="say the role: Access(role=..., external_id=...)",
            field="aws.external_id",
        )
