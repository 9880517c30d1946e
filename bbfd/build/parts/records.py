"""The names that lead to a service alone."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.assemble import Made
from bbfd.build.routes import routes
from bbfd.build.scope import Scope
from bbfd.model.environment import FoundCertificate, NewCertificate
from bbfd.model.workload import Exposed


def records(scope: Scope[Exposed]) -> Iterator[Made]:
    """Nothing, where the environment's names do: all below its domain lead to its load balancer."""
    ways = (route.http for route in routes(scope))
    named = any(http.alias is not None or http.balancer is not None for http in ways)
    if named or getattr(scope.workload.network, "host", None) is not None:
        from bbfd.build.records import records_of  # few services have any

        yield from records_of(scope)


def certificates(scope: Scope[Exposed]) -> Iterator[Made]:
    """Nothing, where the environment's certificate covers all hosts."""
    if isinstance(scope.environment.certificate, NewCertificate):
        from bbfd.build.uncovered import uncovered  # of others, nobody knows the names yet

        yield from uncovered(scope, scope.environment.certificate)
    elif isinstance(scope.environment.certificate, FoundCertificate):
        from bbfd.build.uncovered import beyond_found

        yield from beyond_found(scope, scope.environment.certificate)
    if any(route.http.certificate is not None for route in routes(scope)):
        from bbfd.build.certificates import certificates_of  # few services need more

        yield from certificates_of(scope)
