"""A host that the certificate which was found by its domain does not have: whoever calls it is warned away.

A wildcard stands for one part of a name: https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.deploy.plan.guards._case import (
    GOOD,
    Case,
    Objection,
    Verdict,
    changes_within,
    together,
    unseen,
)
from bbfd.deploy.plan.lookups import covers, for_domain
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.model.stack import FromListener

if TYPE_CHECKING:
    from bbfd.deploy.records import Certificate

_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_WILD = frozenset("*?")


def guard(case: Case) -> Verdict:
    """Refuse a rule for a host that is not among the names of the listener's certificate."""
    asked = tuple(dict.fromkeys(_hosts(case)))
    if not asked:
        return GOOD
    issued = or_unknown(case.aws.certificates.issued)
    if isinstance(issued, Unknown):
        return unseen("whether the certificate has the hosts of the service", issued)
    return together(_looked_up(case, *one, issued) for one in asked)


def _hosts(case: Case) -> Iterator[tuple[str, str, str]]:
    """Each host that a rule of the plan asks for, with the domain of the certificate and the rule."""
    known = {p.name: p.source for p in case.stack.parameters}
    for change in case.touched(_RULE):
        if not changes_within(change, "Conditions", "ListenerArn"):
            continue
        priority = case.template.properties(change.logical_id).get("Priority")
        source = known.get(priority.get("Ref", "")) if isinstance(priority, dict) else None
        if isinstance(source, FromListener) and source.certificate:
            for host in _said(source):
                yield host, source.certificate, change.logical_id


def _said(source: FromListener) -> Iterator[str]:
    for field, values in source.conditions:
        if field == "host-header":
            yield from (each for each in values if not _WILD & set(each))


def _looked_up(
    case: Case, host: str, domain: str, rule: str, issued: tuple[Certificate, ...]
) -> Verdict:
    found = for_domain(domain, issued)
    if not found or any(covers(name, host) for name in found[0].domains):
        return GOOD  # where there is none, the environment's own deploy says so
    where = case.where(rule, "Conditions")
    return Verdict(
        objections=(
            Objection(
                what=f"{host} is not on the certificate that is found for {domain}, {found[0].arn}: "
                f"it is for {', '.join(found[0].domains)}",
                fix=f"bring one for it{f' in {where}' if where else ''}: "
                f'certificate=Certificate.lookup("{host}"); or request one that has both names',
            ),
        )
    )
