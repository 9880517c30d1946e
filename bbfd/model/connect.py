"""How services of an environment find and call one another."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value


@value
class Tls:
    """Service Connect encrypts what it carries, with certificates that it renews itself.

    authority: the ARN of a private certificate authority of AWS Private CA, which costs money.
    encryption_key: the ARN of the KMS key that the certificates' keys are kept with; without it, AWS's own.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
    """

    authority: str
    encryption_key: str | None = None


@value
class Connect:
    """Service Connect: others of the environment call it by name, through a proxy in each task.

    name: of the service that ECS makes in Cloud Map, small letters, digits, - and _; without it, `SERVICE-connect`.
    alias: the DNS name that they call; without it, `name`, else the service's. port: of the container; without it, the
    container's own. called_at: the port that they call, without it the same. protocol: `http`, `http2` and `grpc` are
    counted and retried, `tcp` is passed on. idle_timeout, request_timeout: seconds, 0 for never; a request ends only
    where there are requests.
    tls: encrypted between the proxies. proxy_port: where the proxy listens, where it is not to be the container's port.
    access_log: the proxy writes each request, as TEXT or JSON; queries: with its query. log: what else the proxy says.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
    """

    name: str | None = None
    alias: str | None = None
    port: int | None = None
    called_at: int | None = None
    protocol: Literal["http", "http2", "grpc", "tcp"] = "http"
    idle_timeout: int | None = None
    request_timeout: int | None = None
    tls: Tls | None = None
    proxy_port: int | None = None
    access_log: Literal["TEXT", "JSON"] | None = None
    queries: bool = False
    log: bool = True


@value
class CloudMap:
    """A DNS name in the environment's namespace that leads to the tasks, as `api.prod.internal`.

    name: its first part; without it, the service's. record: `A` for addresses, `SRV` for addresses and ports; without
    it, as the network mode allows. ttl: seconds that an answer may be remembered.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
    """

    name: str | None = None
    record: Literal["A", "SRV"] | None = None
    ttl: int = 10
