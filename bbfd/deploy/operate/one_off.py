"""A task of a service, run once by hand: where its own tasks run, with its log while it runs, to its exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bbfd.deploy.commands import command, named
from bbfd.deploy.means import Choice
from bbfd.deploy.operate.found import container_of, find, order_of
from bbfd.deploy.operate.logs import Entry, Follower, Narrowed, milliseconds, spans
from bbfd.deploy.operate.silent import silent
from bbfd.deploy.progress import Heartbeat, Note
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.deploy.watch.once import by_itself, ended, exit_code, unsuccessful
from bbfd.diagnose import Evidence, Rolling, diagnosed
from bbfd.errors import AwsError, NotRun, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.operate.found import Found
    from bbfd.deploy.records import ContainerPlan
    from bbfd.deploy.tasks import Order
    from bbfd.diagnose import Cause, StoppedTask
    from bbfd.model.stack import Stack

NOT_RUN = 125
_LARGEST = 255  # of exit codes here; a larger one, as Windows has them, might turn into 0
_BEFORE = 60_000  # milliseconds: how far the clock of its host may be behind ours
_DRAINS = 10  # looks at most for what is still on its way once it has ended
_QUIET = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked for. container: None for the main one. command: () for what its definition says.

    variables, cpu, memory: in place of the definition's. waits: its end is waited for, seconds at most.
    """

    container: str | None = None
    command: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    cpu: int | None = None
    memory: int | None = None
    waits: bool = True
    seconds: float = 30 * 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class OneOff:
    """How it went. task: its ARN. ended: it has. exit_code: the container's; None where it has none, or is not known.

    reason: why it is no success; "" where it is, or where its end was not waited for. code: what the command ends with.
    causes: why it never started, where that is so. seconds: how long it was watched.
    """

    stack: str
    task: str
    cluster: str
    container: str
    code: int
    ended: bool = False
    exit_code: int | None = None
    reason: str = ""
    fix: str = ""
    causes: tuple[Cause, ...] = ()
    seconds: float = 0.0


def run_once(stack: Stack, asked: Asked, means: Means, wrote: Callable[[Entry], None]) -> OneOff:
    """Run it, and wait for its end. wrote: takes what it writes.

    Ctrl-C asks the task to stop, and its end is waited for still. Raises Refused, AwsError and NotRun.
    """
    found = find(stack, means)
    plain = order_of(found, means)
    plans = means.aws.services.containers(plain.task_definition)
    container = container_of(asked.container, plans, found)
    order = replace(
        plain,
        container=container.name,
        command=asked.command,
        variables=asked.variables,
        cpu=asked.cpu,
        memory=asked.memory,
        token=means.fresh()[:32],
    )
    began = means.clock.utc()
    arn = _started(order, means)
    one = _Watched(stack, found, order, container, arn, asked, means)
    if not asked.waits:
        return one.detached()
    return one.to_its_end(wrote, milliseconds(began) - _BEFORE)


def _started(order: Order, means: Means) -> str:
    """Its ARN. Whether it was started is not always known."""
    look = f"`aws ecs list-tasks --cluster {order.cluster} --started-by bbfd` shows whether it runs"
    try:
        return means.aws.services.run(order)
    except AwsError as error:
        if error.trouble is not Trouble.UNREACHABLE:
            raise
        raise NotRun(f"whether it was started is not known: {error.what}", fix=look) from error
    except KeyboardInterrupt:
        raise NotRun("stopped while it was started", fix=look) from None


@dataclass(frozen=True)
class _Watched:
    """A task of ours that was started."""

    stack: Stack
    found: Found
    order: Order
    container: ContainerPlan
    arn: str
    asked: Asked
    means: Means

    @property
    def id(self) -> str:
        return self.arn.rpartition("/")[2]

    def tell(self, text: str) -> None:
        self.means.tell(Note(stack=self.stack.name, text=text))

    def begun(self) -> None:
        definition = self.order.task_definition.rpartition("/")[2]
        self.tell(f"running in {self.container.name} of {definition}, task {self.id}")

    def detached(self) -> OneOff:
        self.begun()
        return self._how(code=0, fix=self._look)

    def to_its_end(self, wrote: Callable[[Entry], None], since: int) -> OneOff:
        began = self.means.clock.monotonic()
        log = _Log(self, wrote, since)
        try:
            self.begun()
            log.begin()
            task = self._ended(log)
        except KeyboardInterrupt:
            if self.means.interrupted((self.stack.name,)) is Choice.DETACH:
                raise
            self._stop()
            task = self._ended(log)
        with suppress(KeyboardInterrupt):  # it has ended: there is nothing to stop any more
            log.drain()
        how = self._lost(task) if isinstance(task, str) else self._of(task)
        return replace(how, seconds=self.means.clock.monotonic() - began)

    def _ended(self, log: _Log) -> StoppedTask | str:
        return ended(
            self.order.cluster,
            self.arn,
            self.means,
            seconds=self.asked.seconds,
            every=self.means.pace.first,
            meanwhile=log.look,
        )

    def _stop(self) -> None:
        self.tell("asked to stop: its containers have until their stop timeout to end")
        services = self.means.aws.services
        stopped = or_unknown(
            lambda: services.stop_task(self.order.cluster, self.arn, reason="Ctrl-C at bbfd run")
        )
        if isinstance(stopped, Unknown):
            self.tell(f"{stopped.why}; it goes on")

    def _of(self, task: StoppedTask) -> OneOff:
        own = exit_code(self.container.name, task)
        tells = own is not None and 0 <= own <= _LARGEST and (own or by_itself(task))
        code = own if own is not None and tells else NOT_RUN
        evidence = Evidence(
            stack=self.stack.name,
            services=(Rolling(name=self.stack.name, failed=1, tasks=(task,)),),
        )
        causes = named(diagnosed(evidence), self.stack.tags) if own is None else ()
        reason = unsuccessful(self.container.name, task)
        return self._how(code=code, ended=True, exit_code=own, reason=reason, causes=causes)

    def _lost(self, why: str) -> OneOff:
        now = or_unknown(lambda: self.means.aws.services.live_task(self.order.cluster, self.arn))
        if now is None:
            gone = "how it ended was not seen, and ECS does not know it any more"
            return self._how(code=NOT_RUN, reason=gone, fix=self._look)
        status = "" if isinstance(now, Unknown) else f" ({now.status})"
        stop = f"`aws ecs stop-task --cluster {self.order.cluster} --task {self.id}` ends it"
        return self._how(code=NOT_RUN, reason=f"{why}{status}", fix=f"{self._look}; {stop}")

    @property
    def _look(self) -> str:
        return (
            f"`{command('logs', self.found.tags)} --task {self.id} --follow` shows what it writes"
        )

    def _how(
        self,
        *,
        code: int,
        ended: bool = False,
        exit_code: int | None = None,
        reason: str = "",
        fix: str = "",
        causes: tuple[Cause, ...] = (),
    ) -> OneOff:
        return OneOff(
            stack=self.stack.name,
            task=self.arn,
            cluster=self.order.cluster,
            container=self.container.name,
            code=code,
            ended=ended,
            exit_code=exit_code,
            reason=reason,
            fix=fix,
            causes=causes,
        )


class _Log:
    """The log of its container, read while it runs. Trouble with it decides nothing."""

    def __init__(self, one: _Watched, wrote: Callable[[Entry], None], since: int) -> None:
        means, self._one, self._wrote = one.means, one, wrote
        wanted = Narrowed(container=one.container.name, task=one.id)
        place = spans((one.container,), (), wanted, since, None)
        self._follower = Follower(place, means.aws.logs, means.clock, lambda _: None)
        self._told = 0.0
        self._trouble = ""

    def begin(self) -> None:
        """Tell where it goes, where it is not read."""
        for why in silent((self._one.container,)):
            self._one.tell(why)

    def look(self, seconds: float) -> None:
        """Read on; where nothing is new for long, tell that it goes on."""
        pace = self._one.means.pace
        if self._read():
            self._told = seconds
        elif seconds - self._told >= pace.heartbeat - pace.first:
            self._told = seconds
            active = (f"task {self._one.id}",)
            self._one.means.tell(
                Heartbeat(stack=self._one.stack.name, seconds=seconds, active=active)
            )

    def drain(self) -> None:
        """Read what is still on its way: the rest is sent when the container ends, and shown some seconds later."""
        quiet, clock = 0, self._one.means.clock
        for _ in range(_DRAINS):
            quiet = 0 if self._read() else quiet + 1
            if quiet > _QUIET:
                return
            clock.sleep(self._one.means.pace.first)

    def _read(self) -> bool:
        some = False
        try:
            for one in self._follower.poll():
                some = True
                self._wrote(one)
        except AwsError as error:
            if error.what != self._trouble:
                self._trouble = error.what
                self._one.tell(f"its log cannot be read: {error.what}")
        return some
