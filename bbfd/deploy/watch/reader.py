"""One reader for all stacks of a run: what several ask for within seconds is asked of AWS once.

It stands in for one environment's AWS. Stacks are read by one listing, services ten at a time, what holds still
(certificates, zones, networks, rules of a listener) once. Everything else goes through as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bbfd.errors import AwsError, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Clock
    from bbfd.deploy.needs import Aws, Services, Stacks
    from bbfd.deploy.records import Event, ServiceState, StackState

T = TypeVar("T")
# From so many stacks on one listing is cheaper than asking for each; it gives every stack of the region, by pages.
MANY = 4
# Seconds between two readings of the events of a stack that still runs, for each stack of the run: all of them
# together take no more than two calls a second.
_EACH = 0.5
_WANTED = 60.0  # seconds for which a service that somebody asked for is read along with the others
_NAP = 0.05


class _Read:
    """One that is under way. error: what it failed with."""

    def __init__(self) -> None:
        self.over = False
        self.error: AwsError | None = None


class _Shared:
    """What all views of one reader have read. Nobody waits for AWS while holding the lock."""

    def __init__(self, clock: Clock, names: Iterable[str], fresh: float) -> None:
        self.clock = clock
        self.fresh = fresh
        self.names = frozenset(names)
        self.lock = Lock()
        self.known: dict[Hashable, tuple[float, object]] = {}
        self.reading: dict[Hashable, _Read] = {}
        self.wanted: dict[str, float] = {}
        self.unlisted = False
        self.seen: dict[str, float] = {}
        self.touched: dict[str, float] = {}

    def once(self, key: Hashable, read: Callable[[], T], age: float, *, hasty: bool) -> T:
        """Give what was read for this key, if it is not older than `age`; else read it, one at a time.

        hasty: the read is not repeated. Who makes such a one does not wait for others. What began while somebody waited
        is not too old for them, however long it took.
        """
        asked = self.clock.monotonic()
        while True:
            with self.lock:
                found = self.known.get(key)
                if found is not None and asked - found[0] <= age:
                    return cast("T", found[1])
                others = self.reading.get((key, hasty))
                mine = self.reading.setdefault((key, hasty), _Read())
            if others is None:
                return self._read(key, read, mine, hasty)
            self._wait_for(others)

    def _wait_for(self, others: _Read) -> None:
        """Wait for a read of somebody else's; its failure is one for all who waited."""
        while not others.over:
            self.clock.sleep(_NAP)
        error = others.error
        if error is not None:
            # Each adds to it what its own stack is at.
            raise AwsError(
                error.what, fix=error.fix, trouble=error.trouble, code=error.code
            ) from error

    def touch(self, stack: str) -> None:
        """Note that a stack, by name or ARN, was changed by us: what was read of it before is old."""
        with self.lock:
            self.touched[stack] = self.clock.monotonic()

    def since_touched(self, state: StackState | None, name: str) -> float:
        """Seconds since we changed a stack: a reading that is older does not tell what it is now."""
        keys = (name, state.id, state.name) if state else (name,)
        last = max(self.touched.get(key, float("-inf")) for key in keys)
        return self.clock.monotonic() - last

    def _read(self, key: Hashable, read: Callable[[], T], mine: _Read, hasty: bool) -> T:
        began = self.clock.monotonic()
        try:
            found = read()
            with self.lock:
                self.known[key] = (began, found)
            return found
        except AwsError as error:
            mine.error = error
            raise
        finally:
            with self.lock:
                del self.reading[key, hasty]
            mine.over = True


class Reader:
    """One environment's AWS, read once for the stacks of these names."""

    def __init__(self, aws: Aws, shared: _Shared, *, hasty: bool = False) -> None:
        self._aws = aws
        self._shared = shared
        self._hasty = hasty

    @property
    def stacks(self) -> Stacks:
        """CloudFormation."""
        return cast("Stacks", _Stacks(self._aws.stacks, self._shared, self._hasty))

    @property
    def services(self) -> Services:
        """ECS."""
        return cast("Services", _Services(self._aws.services, self._shared, self._hasty))

    @property
    def at_once(self) -> Aws:
        """The same, where a call that fails is not repeated."""
        return cast("Aws", Reader(self._aws.at_once, self._shared, hasty=True))

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._aws, name)
        return _Still(found, name, self._shared, self._hasty) if name in _STILL else found


def reading(aws: Aws, clock: Clock, names: Iterable[str], *, fresh: float) -> Aws:
    """One reader for a run over the stacks of these names. fresh: seconds that a reading may be old."""
    return cast("Aws", Reader(aws, _Shared(clock, names, fresh)))


class _Stacks:
    def __init__(self, stacks: Stacks, shared: _Shared, hasty: bool) -> None:
        self._stacks = stacks
        self._shared = shared
        self._hasty = hasty

    def describe(self, name: str) -> StackState | None:
        """Describe a stack; several by one listing."""
        listed = self._listed()
        if listed is None:
            return self._stacks.describe(name)
        age = self._shared.since_touched(listed.get(name), name)
        if age < self._shared.fresh:
            listed = self._listed(age) or {}
        found = listed.get(name)
        # One that is gone is not listed; by its ARN it can still be described.
        return self._stacks.describe(name) if found is None and name.startswith("arn:") else found

    def events(self, stack_id: str, *, after: str, since: datetime | None) -> tuple[Event, ...]:
        """Read events where the stack has ended, or has not been looked at for a while."""
        listed = self._listed()
        state = listed.get(stack_id) if listed else None
        if state is None:
            return self._stacks.events(stack_id, after=after, since=since)
        shared, now = self._shared, self._shared.clock.monotonic()
        at = shared.seen.setdefault(stack_id, now)
        if state.status.endswith("_IN_PROGRESS") and now - at < _EACH * len(shared.names):
            return ()
        events = self._stacks.events(stack_id, after=after, since=since)
        shared.seen[stack_id] = now
        return events

    def __getattr__(self, name: str) -> Any:
        """Everything else; what changes a stack makes what was read of it old."""
        call = getattr(self._stacks, name)
        if name not in _CHANGING:
            return call

        def changing(*args: Any, **more: Any) -> Any:
            try:
                return call(*args, **more)
            finally:
                self._shared.touch(_CHANGING[name](args))

        return changing

    def _listed(self, age: float = float("inf")) -> Mapping[str, StackState] | None:
        """Every stack by name and by ARN, as read at most so long ago; None where each is asked for by itself."""
        shared = self._shared
        if len(shared.names) < MANY or shared.unlisted:
            return None
        try:
            every = shared.once(
                "stacks", self._stacks.every, min(age, shared.fresh), hasty=self._hasty
            )
        except AwsError as error:
            if error.trouble is not Trouble.DENIED:
                raise
            shared.unlisted = True
            return None
        return {key: state for state in every for key in (state.id, state.name)}


class _Services:
    def __init__(self, services: Services, shared: _Shared, hasty: bool) -> None:
        self._services = services
        self._shared = shared
        self._hasty = hasty

    def describe(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        """Describe services, with all those that somebody asked for of late."""
        shared, now = self._shared, self._shared.clock.monotonic()
        with shared.lock:
            shared.wanted |= dict.fromkeys(arns, now)
            every = {arn for arn, at in shared.wanted.items() if now - at <= _WANTED}
            every |= self._of_run()
        at, known = self._last()
        if now - at > shared.fresh or not set(arns) <= known.keys():
            known = shared.once(
                ("services", frozenset(every)),
                lambda: self._read(tuple(sorted(every))),
                shared.fresh,
                hasty=self._hasty,
            )
        return tuple(known[arn] for arn in arns if known.get(arn) is not None)

    def _of_run(self) -> set[str]:
        """The services of the run's stacks, where a listing has told them."""
        _, every = self._shared.known.get("stacks", (0.0, ()))
        names = self._shared.names
        return {
            state.outputs["Service"]
            for state in cast("tuple[StackState, ...]", every)
            if state.name in names and "Service" in state.outputs
        }

    def _last(self) -> tuple[float, Mapping[str, ServiceState]]:
        at, found = self._shared.known.get("all services", (float("-inf"), {}))
        return at, cast("Mapping[str, ServiceState]", found)

    def _read(self, arns: tuple[str, ...]) -> Mapping[str, ServiceState]:
        found = {state.arn: state for state in self._services.describe(arns)}
        with self._shared.lock:
            self._shared.known["all services"] = (self._shared.clock.monotonic(), found)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services, name)


class _Still:
    """A service whose answers hold for a whole run."""

    def __init__(self, service: object, name: str, shared: _Shared, hasty: bool) -> None:
        self._service = service
        self._hasty = hasty
        self._name = name
        self._shared = shared

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._service, name)
        if name not in _STILL[self._name]:
            return call

        def once(*args: Any) -> Any:
            key = (self._name, name, repr(args))
            return self._shared.once(key, lambda: call(*args), float("inf"), hasty=self._hasty)

        return once


# What is read once in a run. A listener's rules too: priorities that the run takes are kept in `Slots`.
_STILL: Mapping[str, tuple[str, ...]] = {
    "balancers": ("rules",),
    "certificates": ("issued", "is_issued"),
    "identity": ("who",),
    "images": ("exists", "repositories"),
    "networks": ("subnets", "vpcs"),
    "zones": ("public",),
    "logs": ("exists",),
}
# What changes a stack -> which one, by the arguments of the call.
_CHANGING: Mapping[str, Callable[[Any], str]] = {
    "cancel": lambda args: args[0],
    "continue_rollback": lambda args: args[0],
    "create_change_set": lambda args: args[0].stack,
    "delete": lambda args: args[0],
    "delete_change_set": lambda args: args[1],
    "execute": lambda args: args[0].stack_id,
    "protect": lambda args: args[0],
    "roll_back": lambda args: args[0],
    "unguard": lambda args: args[0],
}
