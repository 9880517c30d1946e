"""How requests reach a service: what its listener rules match, and how it is told that a task is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, ClassVar, Literal

from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.model.answers import Answer, Redirect, Rewrite
    from bbfd.model.balancers import OwnLoadBalancer
    from bbfd.model.environment import ExistingCertificate, FoundCertificate
    from bbfd.model.sign_in import Cognito, Oidc


@value
class HealthCheck:
    """How the load balancer asks whether a task is well.

    path: must answer with one of `codes`, as "200" or "200-299,404"; of gRPC its own codes, as "0". Without them `/`
    and "200", and over gRPC a method that nobody has and the code that says so ("12"). interval (5 to 300) and timeout
    (2 to 120): seconds. healthy, unhealthy: checks in a row until a target counts as such (2 to 10).
    port: of the container; without it, the one that requests go to. protocol: without it, as requests are.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """

    path: str | None = None
    interval: int = 15
    timeout: int = 5
    healthy: int = 2
    unhealthy: int = 2
    codes: str | None = None
    port: int | None = None
    protocol: Literal["HTTP", "HTTPS", "TCP"] | None = None


@value
class Listener:
    """A listener of the service's own on a port of the load balancer that serves nothing else.

    port: 1 to 65535. protocol: HTTPS takes the environment's certificate.
    admit: the CIDR blocks that may reach it; without a word, those that may reach the load balancer.
    """

    port: int
    protocol: Literal["HTTP", "HTTPS"] = "HTTP"
    admit: tuple[str, ...] = ()


@value
class Stickiness:
    """A client's requests go to the task that took its first one, as long as that is there.

    seconds: 1 to 604800, a week. cookie: a cookie of the application's own, which decides how long at most;
    without it, the load balancer makes one.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
    """

    seconds: int = 86400
    cookie: str | None = None


@value
class Match:
    """Which requests a listener rule takes: all that is said must hold, and of several values one.

    path, host: one pattern or several (`*` and `?` are wildcards); in host `{environment}`, `{service}` and `{domain}`
    are filled in. methods: as GET. headers: the name of each with patterns of its value. queries: a parameter of the
    query string with patterns of its value; one called "" is any. sources: CIDR blocks that requests come from.
    priority: of the listener rule (1 to 50000); without it, found by how specific the rule is.
    sign_in: who is not signed in is sent to do so first (only over HTTPS). public: nobody need be, here.
    rewrite: what the tasks are asked for instead.
    A rule takes five values in all; where there are more, several rules are made.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
    """

    # Whether what is matched goes to the tasks.
    forwards: ClassVar[bool] = True

    path: str | tuple[str, ...] = "/*"
    host: str | tuple[str, ...] | None = None
    methods: str | tuple[str, ...] = ()
    headers: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    queries: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    sources: str | tuple[str, ...] = ()
    priority: int | None = None
    sign_in: Oidc | Cognito | None = None
    public: bool = False
    rewrite: Rewrite | None = None


@value
class Http(Match):
    """How requests reach the service through a load balancer. It matches as its first rule does.

    rules: further rules of the same listener: `Match` sends here too, `Redirect` and `Answer` answer by themselves. One
    that names no host is of the same hosts as this; `host="*"` is any.
    port: of the container; without it, the container's own. container: whose; without it, the main one.
    name: tells two of one port apart. listener: a listener of its own instead of rules on the shared one.
    balancer: a load balancer of its own. internal: through the environment's internal one.
    alias: a record in the zone of the environment's domain for each host; without a word, where the environment's
    would lead elsewhere: to a `balancer`. certificate: beside the environment's, for hosts that it does not cover.
    health: how it is told that a task is well. protocol: what the container speaks; HTTPS with any certificate.
    version: of HTTP; HTTP2 and GRPC only over HTTPS. stickiness: clients stay with their task.
    slow_start: seconds (30 to 900) in which a new task gets more and more requests.
    algorithm: who gets the next request; without it, in turn. anomaly_mitigation: tasks that fail more than others
    get less, with `weighted_random` alone. cross_zone: tasks of other zones too; without it, as the load balancer does.
    deregistration_delay: seconds that a task that goes away may finish requests in (0 to 3600).
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
    """

    rules: tuple[Match | Redirect | Answer, ...] = ()
    port: int | None = None
    container: str | None = None
    name: str | None = None
    listener: Listener | None = None
    balancer: OwnLoadBalancer | None = None
    internal: bool = False
    alias: bool | None = None
    certificate: ExistingCertificate | FoundCertificate | None = None
    health: HealthCheck = HealthCheck()
    protocol: Literal["HTTP", "HTTPS"] = "HTTP"
    version: Literal["HTTP1", "HTTP2", "GRPC"] = "HTTP1"
    stickiness: Stickiness | None = None
    slow_start: int | None = None
    algorithm: Literal["round_robin", "least_outstanding_requests", "weighted_random"] | None = None
    anomaly_mitigation: bool = False
    cross_zone: bool | None = None
    deregistration_delay: int = 30
