"""What the load balancer answers by itself: a redirect, or a fixed response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import elasticloadbalancingv2 as elb

from bbfd.build._given import given
from bbfd.build.redirected import elsewhere, nowhere
from bbfd.model.answers import Answer, Redirect
from bbfd.model.http import Match
from bbfd.model.stack import Refusal

_LONGEST_BODY = 1024
_USUAL_PORTS = {"HTTP": "80", "HTTPS": "443"}


def answering(match: Match, placeholders: Mapping[str, str]) -> dict[str, Any]:
    """The action, as CloudFormation has it. Raises Unbuildable for a placeholder that there is not."""
    if isinstance(match, Redirect):
        to = elsewhere(match, "", placeholders)
        return {"Type": "redirect", "RedirectConfig": _redirect(to)}
    if isinstance(match, Answer):
        return {"Type": "fixed-response", "FixedResponseConfig": _response(match)}
    raise TypeError(f"{type(match).__name__} neither forwards nor answers")


def _redirect(to: Redirect) -> elb.RedirectConfig:
    # Of a protocol that is said, the usual port: that of the request is the listener's, of another protocol.
    port = _USUAL_PORTS.get(to.to_protocol or "") if to.to_port is None else str(to.to_port)
    return elb.RedirectConfig(
        StatusCode="HTTP_301" if to.permanent else "HTTP_302",
        **given(
            Protocol=to.to_protocol,
            Host=to.to_host,
            Port=port,
            Path=to.to_path,
            Query=to.to_query,
        ),
    )


def _response(answer: Answer) -> elb.FixedResponseConfig:
    return elb.FixedResponseConfig(
        StatusCode=str(answer.status),
        **given(ContentType=answer.type if answer.body else None, MessageBody=answer.body or None),
    )


def unanswerable(
    match: Match,
    field: str,
    hosts: tuple[str, ...],
    placeholders: Mapping[str, str],
    *,
    secure: bool,
) -> Iterator[Refusal]:
    """What no answer can be. hosts: those that it is asked for on; none for any. secure: over HTTPS."""
    if isinstance(match, Redirect):
        yield from nowhere(elsewhere(match, field, placeholders), field, hosts, secure=secure)
    if isinstance(match, Answer):
        if match.status not in range(200, 600) or match.status in range(300, 400):
            yield Refusal(
                what=f"{match.status} is not a status that a rule answers with",
                fix="write 200 to 299 or 400 to 599; for 301 and 302 there is Redirect(...)",
                field=f"{field}.status",
            )
        if len(match.body) > _LONGEST_BODY:
            yield Refusal(
                what=f"the body has {len(match.body)} characters",
                fix=f"shorten it to {_LONGEST_BODY}, or let a task answer",
                field=f"{field}.body",
            )
