"""Whether a service answers where it is reached, once it is deployed. Pure, but for the one question it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from bbfd.deploy.means import Clock
    from bbfd.model.http import Http

EVERY: Final = 3.0  # seconds between two questions
PATIENCE: Final = 90.0  # seconds: a name has to be known, a target to be found healthy
_WELL: Final = "200-399"  # of the service's own pages, of which nobody said what they answer

# GETs a URL: its status, or 0 and why none came.
Ask = Callable[[str], tuple[int, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """What is asked, and which answers will do: as a load balancer's matcher says it."""

    url: str
    codes: str

    def takes(self, status: int) -> bool:
        """Whether an answer will do."""
        return any(_within(status, span) for span in self.codes.split(","))


def probe_of(url: str, http: Http) -> Probe:
    """The health check's path, where requests to it reach the service; else its URL as it is."""
    path, codes = http.health.path or "/", http.health.codes or "200"
    patterns = (http.path,) if isinstance(http.path, str) else http.path or ("/*",)
    if not any(fnmatchcase(path.partition("?")[0], pattern) for pattern in patterns):
        return Probe(url=url, codes=_WELL)
    parts = urlsplit(url)
    asked, _, query = path.partition("?")
    return Probe(url=urlunsplit((parts.scheme, parts.netloc, asked, query, "")), codes=codes)


def answers(
    probe: Probe,
    ask: Ask,
    clock: Clock,
    *,
    tell: Callable[[str], object],
    patience: float = PATIENCE,
) -> str:
    """Why it does not answer as it should, "" where it does. patience: seconds."""
    until = clock.monotonic() + patience
    while True:
        status, why = ask(probe.url)
        if probe.takes(status):
            return ""
        said = f"{probe.url} was answered with {status}" if status else f"{probe.url}: {why}"
        if clock.monotonic() >= until:
            return f"{said}, and {probe.codes} was expected"
        tell(said)
        clock.sleep(EVERY)


def _within(status: int, span: str) -> bool:
    first, _, last = span.strip().partition("-")
    return first.isdigit() and int(first) <= status <= int(last or first)
