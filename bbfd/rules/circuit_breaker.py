"""The deployment circuit breaker: without it a task that cannot start keeps the stack waiting for hours."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._examples import SERVICE
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import part, services
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_PATH = ("DeploymentConfiguration", "DeploymentCircuitBreaker")
_BREAKER = """\
      DeploymentConfiguration:
        DeploymentCircuitBreaker: {Enable: true, Rollback: true}
"""


def _look(document: Document) -> Iterator[Found]:
    for service in services(document):
        enabled = part(document, service.body, *_PATH, "Enable")
        if enabled is True or enabled is UNKNOWN or str(enabled).lower() == "true":
            continue
        rolling = part(document, service.body, _PATH[0], "Strategy") in (None, "ROLLING")
        if rolling and part(document, service.body, "DeploymentController", "Type") in (
            None,
            "ECS",
        ):
            yield Found((*service.path, *_PATH), "there is no circuit breaker")


RULES = (
    Rule(
        id="CIRCUIT-BREAKER-MISSING",
        title="a service has a circuit breaker",
        level=Level.WARNING,
        aws_error="(the stack hangs for up to 3 hours) Resource timed out waiting for completion",
        fix="add DeploymentConfiguration.DeploymentCircuitBreaker: {Enable: true, Rollback: true}",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
        wrong=SERVICE.replace(_BREAKER, ""),
        right=SERVICE,
        look=_look,
    ),
)
