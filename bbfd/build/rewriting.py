"""What becomes of a request before a task sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from troposphere import elasticloadbalancingv2 as elb

from bbfd.model.answers import Rewrite
from bbfd.model.http import Match
from bbfd.model.stack import Refusal


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
        if said is not None and not _is_expression(said[0]):
            yield Refusal(
                what=f"{said[0]!r} is not a regular expression",
                fix='write one as "^/shop/(.*)$"',
                field=f"{field}.rewrite.{name}",
            )


def _is_expression(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return bool(text)
