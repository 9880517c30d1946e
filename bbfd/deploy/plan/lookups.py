"""Values that are found in the account: a certificate by domain, a network by tags, a zone, a listener's free slot."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bbfd.deploy.unknown import Unknown, Unseen, or_unknown
from bbfd.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bbfd.deploy.needs import Certificates, Keys, Networks, Secrets, Zones
    from bbfd.deploy.records import Certificate, Rule, Secret
    from bbfd.deploy.slots import Slots
    from bbfd.model.stack import FromListener, FromSecret

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


def certificate(domain: str, certificates: Certificates) -> tuple[str, tuple[str, ...]]:
    """Find the issued certificate for a domain, the one valid longest, and what to say of the others."""
    matching = for_domain(domain, certificates.issued())
    if not matching:
        raise Refused(
            f"there is no issued certificate for {domain} in this account and region",
            fix=f"request one with `aws acm request-certificate --domain-name {domain} "
            "--validation-method DNS`, or name its ARN in the environment",
        )
    best = matching[0]
    if len(matching) == 1:
        return best.arn, ()
    return best.arn, (
        f"{len(matching)} certificates fit {domain}: {best.arn} is valid longest and is used",
    )


def for_domain(domain: str, issued: Iterable[Certificate]) -> Sequence[Certificate]:
    """Those of them that are for a domain, the one first that is used for it."""
    matching = (c for c in issued if any(covers(d, domain) for d in c.domains))
    return sorted(matching, key=_valid_until, reverse=True)


def covers(pattern: str, domain: str) -> bool:
    """Whether a certificate's name covers a domain; a wildcard stands for one label.

    >>> covers("*.example.com", "a.example.com"), covers("*.example.com", "a.b.example.com")
    (True, False)
    """
    pattern, domain = pattern.lower().rstrip("."), domain.lower().rstrip(".")
    if not pattern.startswith("*."):
        return pattern == domain
    # A wildcard wanted as such (`domain="*.example.com"`) is covered by itself.
    return domain.partition(".")[2] == pattern[2:]


def vpc(tags: tuple[tuple[str, str], ...], networks: Networks) -> str:
    """Find the one VPC with these tags."""
    found = networks.vpcs(dict(tags))
    if len(found) == 1:
        return found[0]
    many = f"{len(found)} VPCs have the tags {_said(tags)}: {', '.join(found)}"
    raise Refused(
        many if found else f"no VPC has the tags {_said(tags)}",
        fix="correct the tags in the environment, or name the VPC's id there",
    )


def subnets(vpc_id: str, tags: tuple[tuple[str, str], ...], networks: Networks) -> str:
    """Find the subnets of a VPC with these tags, comma separated."""
    found = networks.subnets(vpc_id, dict(tags))
    if found:
        return ",".join(found)
    raise Refused(
        f"no subnet of {vpc_id} has the tags {_said(tags)}",
        fix="correct the tags in the environment, or name the subnets' ids there",
    )


def zone(domain: str, zones: Zones) -> str:
    """Find the public hosted zone of a domain: the one with the longest name that it ends in."""
    name = domain.lower().rstrip(".").removeprefix("*.")
    every = zones.public()
    fitting = [z for z in every if name == z.name or name.endswith(f".{z.name}")]
    if fitting:
        return max(fitting, key=lambda z: len(z.name)).id
    there = ", ".join(sorted(z.name for z in every)) or "there is none"
    raise Refused(
        f"no public hosted zone of this account holds {domain} ({there})",
        fix="correct the domain in the environment, or create its hosted zone",
    )


def secret(source: FromSecret, secrets: Secrets, keys: Keys) -> str:
    """Find a secret by its name: its ARN, or that of the key that encrypts it. Its value is not read."""
    found = secrets.named(source.name)
    if found is None:
        raise Refused(
            f"there is no secret {source.name} in this account and region, or it is to be deleted",
            fix=f"`aws secretsmanager create-secret --name {source.name} --secret-string ...`; "
            "where it is to be deleted, `aws secretsmanager restore-secret` brings it back",
        )
    return found.arn if source.fact == "arn" else _encrypting(found, keys)


def _encrypting(found: Secret, keys: Keys) -> str:
    """AWS names the key by its ARN, its id, or its alias; a policy can name it by its ARN alone."""
    arn = found.arn.replace(":secretsmanager:", ":kms:", 1).partition(":secret:")[0]
    if not found.key:
        return f"{arn}:alias/aws/secretsmanager"
    if "alias/" not in found.key:
        return found.key if found.key.startswith("arn:") else f"{arn}:key/{found.key}"
    own = found.key.endswith("alias/aws/secretsmanager")
    return f"{arn}:alias/aws/secretsmanager" if own else key(found.key, keys)


def key(alias: str, keys: Keys) -> str:
    """Find the ARN of the key that an alias stands for."""
    found = keys.arn(alias)
    if found is None:
        raise Refused(
            f"there is no key {alias} in this account and region",
            fix="correct the alias in the definition, or write the key's ARN",
        )
    return found


def slot(
    source: FromListener,
    listener: str,
    *,
    wanted: int,
    asker: str,
    read: Callable[[str], Sequence[Rule]],
    slots: Slots,
) -> tuple[int, tuple[str, ...]]:
    """Find a free priority of the band on a listener, and what to say when it is not the one wanted.

    asker: who gives back what it had when it asks again. read: the rules of a listener that are in the way.
    """
    rules, notes = _rules(source, listener, wanted, read)
    holders = {rule.priority: rule.arn for rule in rules if rule.priority is not None}
    band = range(source.first, source.last + 1)
    taken = slots.take(listener, wanted=wanted, band=band, used=holders, asker=asker)
    if taken is None:
        raise _full(source, listener, holders)
    if taken != wanted:
        notes += (f"priority {wanted} is in use on the listener: {taken} is taken instead",)
    return taken, notes


def _rules(
    source: FromListener,
    listener: str,
    wanted: int,
    read: Callable[[str], Sequence[Rule]],
) -> tuple[Sequence[Rule], tuple[str, ...]]:
    """Read the rules of a listener; where a priority was chosen, it can be taken without knowing them."""
    if source.first < source.last:
        return read(listener), ()
    rules = or_unknown(lambda: read(listener))
    if isinstance(rules, Unknown):
        return (), (Unseen(f"whether the priority {wanted} is free was not checked: {rules.why}"),)
    return rules, ()


def _full(source: FromListener, listener: str, holders: Mapping[int, str]) -> Refused:
    if source.first < source.last:
        return Refused(
            f"every priority from {source.first} to {source.last} is in use on listener {listener}",
            fix="remove rules that nobody needs, or give the service a listener of its own",
        )
    whose = holders.get(source.first, "another service of this run")
    return Refused(
        f"the priority {source.first} is in use on listener {listener}: {whose} has it",
        fix="choose another `priority` in the definition, or none: then a free one is found",
    )


def _valid_until(found: Certificate) -> tuple[datetime, str]:
    return found.not_after or _NEVER, found.arn


def _said(tags: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{key}={value}" for key, value in tags)
