"""What becomes of a request before a task sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from troposphere import elasticloadbalancingv2 as elb

from bbfd.model.answers import Rewrite
from bbfd.model.http import Match
from bbfd.model.stack import Refusal, Unbuildable

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
_LONGEST = 1024
# Looking ahead or back, and what was found before: Python knows them, and the load balancer does not.
_UNKNOWN = re.compile(r"\(\?(=|!|<=|<!|>|P=)|\\[1-9]")


def transforms(wanted: Rewrite) -> list[elb.Transform]:
    """As CloudFormation has it."""
    return list(_transforms(wanted))


def _transforms(wanted: Rewrite) -> Iterator[elb.Transform]:
    if wanted.host is not None:
        yield elb.Transform(
            Type="host-header-rewrite", HostHeaderRewriteConfig=_rewritten(*wanted.host)
        )
    if wanted.path is not None:
        yield elb.Transform(Type="url-rewrite", UrlRewriteConfig=_rewritten(*wanted.path))


def _rewritten(what: str, to: str) -> elb.RewriteConfigObject:
    return elb.RewriteConfigObject(Rewrites=[elb.RewriteConfig(Regex=what, Replace=to)])


def unwritten(match: Match, field: str) -> Iterator[Refusal]:
    """What nothing can be rewritten by."""
    wanted = match.rewrite
    if wanted is None:
        return
    if not match.forwards:
        yield Refusal(
            what="nobody sees what is rewritten: the load balancer answers by itself",
            fix="remove rewrite=",
            field=f"{field}.rewrite",
        )
    if wanted.path is None and wanted.host is None:
        yield Refusal(
            what="it is not said what is rewritten",
            fix='write Rewrite(path=("^/shop/(.*)$", "/$1")), or host=',
            field=f"{field}.rewrite",
        )
    for name in ("path", "host"):
        said = getattr(wanted, name)
        if said is not None:
            yield from _unwritten(said, f"{field}.rewrite.{name}")


def _unwritten(said: tuple[str, str], field: str) -> Iterator[Refusal]:
    if isinstance(said, str) or len(said) != 2:
        raise Unbuildable(
            Refusal(
                what="a rewrite is of two texts: what is replaced, and what by",
                fix='write two, as ("^/shop/(.*)$", "/$1")',
                field=field,
            )
        )
    what, to = said
    if _is_expression(what):
        yield from _unknown(what, to, field)
    else:
        yield Refusal(
            what=f"{what!r} is not a regular expression",
            fix='write one as "^/shop/(.*)$"',
            field=field,
        )
    if max(len(what), len(to)) > _LONGEST:
        yield Refusal(
            what=f"the rewrite has {max(len(what), len(to))} characters",
            fix=f"shorten it to {_LONGEST}",
            field=field,
        )


def _unknown(what: str, to: str, field: str) -> Iterator[Refusal]:
    """What Python's expressions have, and the load balancer's not; and groups that there are not."""
    if _UNKNOWN.search(what):
        yield Refusal(
            what=f"{what!r} looks ahead or back, which the load balancer's expressions cannot",
            fix="write it without (?=...), (?!...), (?<...) and \\1",
            field=field,
        )
    groups = re.compile(what).groups
    for number in dict.fromkeys(re.findall(r"\$(\d)", to)):
        if int(number) > groups:
            yield Refusal(
                what=f"${number} stands for nothing: the expression has {groups} groups",
                fix=f"put what ${number} is to stand for in brackets, or remove it",
                field=field,
            )


def _is_expression(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return bool(text)
