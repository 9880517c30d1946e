"""How requests reach a service: through which rule or listener, and how it is told that a task is well."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value


@value
class HealthCheck:
    """How the load balancer asks whether a task is well.

    path: must answer with one of `codes`, as "200" or "200-299,404". interval (5 to 300) and timeout
    (2 to 120): seconds. healthy, unhealthy: checks in a row until a target counts as such (2 to 10).
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """

    path: str = "/"
    interval: int = 15
    timeout: int = 5
    healthy: int = 2
    unhealthy: int = 2
    codes: str = "200"


@value
class Listener:
    """A listener of the service's own on the environment's load balancer, on a port that serves nothing else.

    port: 1 to 65535. protocol: HTTPS takes the environment's certificate.
    admit: the CIDR blocks that may reach it; without a word, those that may reach the load balancer.
    """

    port: int
    protocol: Literal["HTTP", "HTTPS"] = "HTTP"
    admit: tuple[str, ...] = ()


@value
class Http:
    """How requests reach the service through the environment's load balancer.

    path: a path pattern (`*` and `?` are wildcards). host: a host name, `{environment}`, `{service}` and
    `{domain}` are filled in. port: of the container; without it, the container's own.
    listener: a listener of its own instead of rules on the shared one.
    priority: of the listener rule (1 to 50000); without it, found by how specific the rule is.
    deregistration_delay: seconds that a task that goes away may finish requests in (0 to 3600).
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
    """

    path: str = "/*"
    host: str | None = None
    port: int | None = None
    health: HealthCheck = HealthCheck()
    listener: Listener | None = None
    priority: int | None = None
    deregistration_delay: int = 30
