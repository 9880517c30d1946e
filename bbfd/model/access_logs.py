"""Requests to a load balancer, written down."""

from __future__ import annotations

from bbfd.model.value import value


@value
class AccessLogs:
    """Every request to a load balancer, written to a bucket. Storage costs money.

    bucket: one that is there, whose policy admits the load balancer; without it, one is made.
    prefix: what the names of the files begin with. days: how long a bucket that is made keeps them.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
    """

    bucket: str | None = None
    prefix: str = ""
    days: int = 90
