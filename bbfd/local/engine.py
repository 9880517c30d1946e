"""ministack in this process: imported once, run on a loop of its own thread, and asked by plain calls.

There is one engine in a process, as ministack keeps its state in its modules. It holds the state of one
folder at a time, its tenant's. Its server start-up is never run: no port, no scheduler, no sweep of the
machine's containers, no start scripts.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import threading
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

from bbfd.errors import Refused
from bbfd.local import faults
from bbfd.local.contained import contained
from bbfd.local.template_url import path_style
from bbfd.local.wire import Answer, Call, through

EMULATOR = "1.5.33"
_INSTALL = "pip install 'bbfd[local]'"

# What it answers for. Those that would start processes or containers (Lambda, RDS, EKS, ...) are left out.
SERVICES = (
    "account",
    "acm",
    "autoscaling",
    "cloudformation",
    "cloudtrail",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "elasticfilesystem",
    "elasticloadbalancing",
    "events",
    "iam",
    "kms",
    "logs",
    "monitoring",
    "organizations",
    "route53",
    "s3",
    "scheduler",
    "secretsmanager",
    "servicediscovery",
    "sns",
    "sqs",
    "ssm",
    "states",
    "sts",
    "tagging",
)

T = TypeVar("T")


class Engine:
    """The emulator. `turn` is held by whoever asks it, so that one call is answered at a time."""

    def __init__(self) -> None:
        self.turn = threading.RLock()
        self.tenant: object | None = None
        self._orders: Callable[[], Mapping[str, str | float]] = dict
        self._app, self._snapshot = _imported(self._ordered)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True, name="bbfd-local").start()

    def answer(self, call: Call) -> Answer:
        """Put a call to the emulator."""
        return self._do(through(self._app.app, path_style(call)))

    def busy(self) -> bool:
        """Whether an operation that a call has set off is still under way."""
        return self._do(_others()) > 0

    def dump(self) -> str:
        """The whole state as text."""
        content: str = self._do(_called(self._snapshot.dump))
        return content

    def restore(self, content: str | None, folder: Path) -> None:
        """Replace the whole state, and take orders (faults, delays) from a folder from now on."""
        self._orders = lambda: faults.load(folder)
        self._do(_abandoned())
        self._do(_called(lambda: self._snapshot.restore(content)))

    def _ordered(self) -> Mapping[str, str | float]:
        return self._orders()

    def _do(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result()


async def _called(function: Callable[[], T]) -> T:
    return function()


async def _others() -> int:
    return len(asyncio.all_tasks() - {asyncio.current_task()})


async def _abandoned() -> None:
    """End what a tenant left under way that could not wait for it: it must not go on in the next one's state."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


_starting = threading.Lock()
_started: list[Engine] = []


def engine() -> Engine:
    """The engine of this process, started at the first call. Refused where ministack is not as needed."""
    with _starting:
        if not _started:
            _started.append(Engine())
        return _started[0]


def _imported(orders: Callable[[], Mapping[str, str | float]]) -> tuple[Any, Any]:
    check_version(installed())
    with contained(SERVICES):
        app = importlib.import_module("ministack.app")
        for service in app.SERVICE_HANDLERS:
            app._get_module(app.SERVICE_REGISTRY[service]["module"])
        importlib.import_module("bbfd.local.graft").graft(orders)
        snapshot = importlib.import_module("bbfd.local.snapshot")
    return app, snapshot


def installed() -> str | None:
    """The version of ministack that is installed, if any."""
    try:
        return importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        return None


def check_version(found: str | None) -> None:
    """Its inner names are used, so no other version will do."""
    if found is None:
        raise Refused("the embedded AWS is not installed (ministack)", fix=_INSTALL)
    if found != EMULATOR:
        raise Refused(f"the embedded AWS needs ministack {EMULATOR}, not {found}", fix=_INSTALL)
