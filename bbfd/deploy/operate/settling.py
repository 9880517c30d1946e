"""ECS services are read until they are as they were asked to be, and what goes wrong meanwhile is gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import named
from bbfd.deploy.progress import Heartbeat, ServiceProgress
from bbfd.deploy.watch.evidence import About, Gathering
from bbfd.diagnose import Evidence, diagnosed
from bbfd.errors import AwsError, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.operate.standing import Standing
    from bbfd.deploy.records import ServiceState
    from bbfd.diagnose import Cause

_PASSING = (Trouble.THROTTLED, Trouble.UNREACHABLE)
ENOUGH = 3  # tasks of a service that died: the next ones would too
Services = tuple["ServiceState", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """How it ended. over: they are as asked; else time ran out, or `hopeless`: they will never be.

    services: as they were read last. told: why they never will be, where that is not that their tasks die.
    """

    services: Services
    over: bool
    hopeless: bool = False
    told: str = ""
    causes: tuple[Cause, ...] = ()
    evidence: Evidence = Evidence(stack="")


class Settling:
    """One wait. interrupted: by Ctrl-C, which only ends the wait."""

    def __init__(self, now: Standing, means: Means) -> None:
        self._now = now
        self._means = means
        self._arns = tuple(one.arn for one in now.services)
        self._began = self._told = means.clock.monotonic()
        self._said: dict[str, tuple[int, ...]] = {}
        self._heard: set[str] = set()
        about = About(
            stack=now.stack.name,
            body=now.stack.body,
            values=now.state.parameters,
            tags=now.stack.tags,
            since=means.clock.utc(),
        )
        self._gathering = Gathering(about, means.aws)
        self.services = now.services

    def until(
        self,
        settled: Callable[[Services], bool],
        *,
        timeout: float,
        asked: Callable[[ServiceState], bool] = lambda _: True,
        gives_up: bool = False,
    ) -> Settled:
        """Wait for at most `timeout` seconds. gives_up: also once the tasks of a service died again and again.

        asked: whether a service has what was asked of ECS. A look may be older than that; what once had it, and has it
        no more, somebody else has changed.
        """
        clock, pace = self._means.clock, self._means.pace
        deadline, pause = self._began + timeout, pace.first
        while True:
            read = self._look()
            told = self._lost() or self._overtaken(asked)
            if told:
                return replace(self._ended(over=False, hopeless=True), told=told)
            if read and all(map(asked, self.services)) and settled(self.services):
                return self._ended(over=True)
            if gives_up and self._hopeless():
                return self._ended(over=False, hopeless=True)
            if clock.monotonic() >= deadline:
                return self._ended(over=False)
            clock.sleep(min(pause, max(0.0, deadline - clock.monotonic())))
            pause = min(pause * pace.growth, pace.longest)

    def _look(self) -> bool:
        """Read them again; what cannot be read for now stays as it was, and False is answered."""
        read = True
        try:
            found = self._means.aws.services.describe(self._arns)
        except AwsError as error:
            if error.trouble not in _PASSING:
                raise
            found, read = self.services, False
        self.services = found
        for service in found:
            self._gathering.see(service)
            self._tell(service)
        self._beat()
        return read

    def _lost(self) -> str:
        """Say which services were deleted meanwhile; "" for none."""
        there = {one.arn for one in self.services if one.status not in ("DRAINING", "INACTIVE")}
        lost = [arn.rpartition("/")[2] for arn in self._arns if arn not in there]
        return f"somebody deleted the ECS service {', '.join(lost)} meanwhile" if lost else ""

    def _overtaken(self, asked: Callable[[ServiceState], bool]) -> str:
        """Say which services somebody else has given another count meanwhile; "" for none."""
        self._heard.update(one.arn for one in self.services if asked(one))
        others = [one for one in self.services if one.arn in self._heard and not asked(one)]
        counts = ", ".join(f"{one.name} to {one.desired}" for one in others)
        return f"somebody else, or a deploy, set the count of {counts} meanwhile" if counts else ""

    def _tell(self, service: ServiceState) -> None:
        said = (service.desired, service.running, service.pending)
        if self._said.get(service.arn) == said:
            return
        self._said[service.arn] = said
        self._told = self._means.clock.monotonic()
        seconds = self._told - self._began
        name = self._now.stack.name
        self._means.tell(ServiceProgress(stack=name, service=service, seconds=seconds))

    def _beat(self) -> None:
        now = self._means.clock.monotonic()
        if now - self._told >= self._means.pace.heartbeat:
            self._told = now
            name, seconds = self._now.stack.name, now - self._began
            beat = Heartbeat(stack=name, seconds=seconds, services=self.services)
            self._means.tell(beat)

    def _hopeless(self) -> bool:
        found = self._gathering.evidence().services
        return any(len(one.tasks) >= ENOUGH and one.running < one.desired for one in found)

    def _ended(self, *, over: bool, hopeless: bool = False) -> Settled:
        if over:
            return Settled(services=self.services, over=True)
        evidence = self._gathering.evidence()
        return Settled(
            services=self.services,
            over=False,
            hopeless=hopeless,
            causes=named(diagnosed(evidence), self._now.stack.tags),
            evidence=evidence,
        )
