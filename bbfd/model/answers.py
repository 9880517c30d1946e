"""What the load balancer does with a request besides sending it on: it answers by itself, or rewrites it."""

from __future__ import annotations

from typing import ClassVar, Literal

from bbfd.model.http import Match
from bbfd.model.value import value


@value
class Rewrite:
    """What the tasks are asked for instead: a regular expression, and what stands for what it matches.

    path: of the path and the query string, as `("^/shop/(.*)$", "/$1")`. host: of the host name.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
    """

    path: tuple[str, str] | None = None
    host: tuple[str, str] | None = None


@value
class Redirect(Match):
    """A rule that sends the client elsewhere. What is not said stays as it was asked for.

    to_protocol, to_host, to_port, to_path, to_query: of where; `#{host}`, `#{path}`, `#{query}`, `#{port}` and
    `#{protocol}` in them stand for what was asked for, and `{environment}` and its like are filled in.
    A path begins with `/`. permanent: 301 and not 302.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
    """

    forwards: ClassVar[bool] = False

    to_protocol: Literal["HTTP", "HTTPS"] | None = None
    to_host: str | None = None
    to_port: int | None = None
    to_path: str | None = None
    to_query: str | None = None
    permanent: bool = True


@value
class Answer(Match):
    """A rule that answers at once.

    status: 200 to 599, but no redirect. body: at most 1024 characters. type: what the body is.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
    """

    forwards: ClassVar[bool] = False

    status: int = 404
    body: str = ""
    type: Literal[
        "text/plain", "text/css", "text/html", "application/javascript", "application/json"
    ] = "text/plain"
