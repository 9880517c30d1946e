"""Load balancers beside the one that an environment's services share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.model.access_logs import AccessLogs
    from bbfd.model.firewall import ExistingFirewall, Firewall


@value
class InternalLoadBalancer:
    """A second Application Load Balancer of an environment, reachable inside its network only.

    Services with `Http(internal=True)` are behind it. It speaks HTTPS where the environment has a certificate.
    admit: CIDR blocks that may reach it; without a word, the network's own addresses: of a network that is there, all
    private ones. redirect: HTTP answers with a redirect to HTTPS where there is a certificate.
    idle_timeout: seconds (1 to 4000). tls_policy: the security policy of the HTTPS listener.
    access_logs: every request is written down. firewall: what turns requests away before they reach it.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
    """

    admit: tuple[str, ...] | None = None
    redirect: bool = True
    idle_timeout: int = 60
    tls_policy: str = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    access_logs: AccessLogs | None = None
    firewall: Firewall | ExistingFirewall | None = None


@value
class OwnLoadBalancer:
    """An Application Load Balancer that is one service's alone; the ways of a service that say the same share it.

    internal: reachable inside the network only. The others: as for `InternalLoadBalancer`.
    It costs what a load balancer costs: https://aws.amazon.com/elasticloadbalancing/pricing/
    """

    internal: bool = False
    admit: tuple[str, ...] = ("0.0.0.0/0",)
    redirect: bool = True
    idle_timeout: int = 60
    tls_policy: str = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    access_logs: AccessLogs | None = None
    firewall: Firewall | ExistingFirewall | None = None
