"""Where a service is reached: its listener, the host that its rule asks for, its URL."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Ref

from bbfd.build import ids
from bbfd.build.scope import Scope
from bbfd.model.environment import Environment, ExistingLoadBalancer, LoadBalancer
from bbfd.model.naming import filled
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.workload import Exposed

_USUAL = {"http": 80, "https": 443}


def is_secure(environment: Environment) -> bool:
    """Whether the shared listener speaks HTTPS."""
    balancer = environment.load_balancer
    if isinstance(balancer, ExistingLoadBalancer):
        return balancer.https_listener is not None
    return environment.certificate is not None


def taken_ports(environment: Environment) -> tuple[int, ...]:
    """The ports of the listeners that the environment makes; of a load balancer that exists, nobody knows them."""
    if not isinstance(environment.load_balancer, LoadBalancer):
        return ()
    return (80,) if environment.certificate is None else (80, 443)


def listener_of(environment: Environment) -> str:
    """The shared listener that rules are added to."""
    return ids.HTTPS_LISTENER if is_secure(environment) else ids.HTTP_LISTENER


def matched_host(scope: Scope[Exposed]) -> str | None:
    """The host name that the rule asks for, filled in."""
    host = scope.workload.http.host
    if host is None:
        return None
    try:
        return filled(host, scope.placeholders)
    except ValueError as error:
        raise Unbuildable(_unknown(error, scope)) from None


def _unknown(error: ValueError, scope: Scope[Exposed]) -> Refusal:
    known = ", ".join(f"{{{name}}}" for name in sorted(scope.placeholders))
    return Refusal(what=str(error), fix=f"write one of {known}", field="http.host")


def url(scope: Scope[Exposed]) -> list[str | Ref]:
    """The pieces of the URL that requests are sent to."""
    listener = scope.workload.http.listener
    secure = is_secure(scope.environment) if listener is None else listener.protocol == "HTTPS"
    scheme = "https" if secure else "http"
    usual = listener is None or listener.port == _USUAL[scheme]
    port = "" if usual or listener is None else f":{listener.port}"
    return [f"{scheme}://", _host(scope), port + _beginning(scope.workload.http.path)]


def _host(scope: Scope[Exposed]) -> str | Ref:
    """A host name that is not a pattern, else the environment's domain, else the load balancer's own name."""
    host = matched_host(scope)
    if host is not None and "*" not in host and "?" not in host:
        return host
    domain = scope.environment.domain
    return domain.name if domain else Ref(ids.LOAD_BALANCER_DNS)


def _beginning(path: str) -> str:
    """The literal beginning of a path pattern."""
    return "".join(_until_wild(path)) or "/"


def _until_wild(path: str) -> Iterator[str]:
    for character in path:
        if character in "*?":
            return
        yield character
