"""All that a run meets outside: time, threads, AWS, the caller's variables, a person at a terminal, chance.

A test brings an `Outside` of its own as click's `obj`, and runs the command as it is:
`bbfd.main(["deploy", "web", "--env", "prod"], obj=Mine())`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bbfd.aws.session import Connection
    from bbfd.cli.threads import Threads
    from bbfd.deploy.means import Clock, Workers
    from bbfd.images.processes import Processes
    from bbfd.model.environment import Environment


class Outside:
    """The outside as it is."""

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables."""
        return os.environ

    @property
    def interactive(self) -> bool:
        """Whether somebody can be asked."""
        return sys.stdin.isatty()

    @cached_property
    def _threads(self) -> Threads:
        from bbfd.cli.threads import Threads

        return Threads()

    @property
    def clock(self) -> Clock:
        """Time."""
        return self._threads

    @property
    def workers(self) -> Workers:
        """What stacks of a run are deployed by, side by side."""
        return self._threads

    @cached_property
    def programs(self) -> Processes:
        """What starts container engines."""
        from bbfd.images.processes import Processes

        return Processes(self.variables)

    def ask(self, url: str) -> tuple[int, str]:
        """GET a URL once: its status, or 0 and why there is none."""
        from bbfd.cli.urls import ask

        return ask(url)

    def fresh(self) -> str:
        """Random hexadecimal digits, for names and tokens."""
        from secrets import token_hex

        return token_hex(20)

    def connect(
        self,
        environment: Environment,
        root: Path,
        *,
        wait: float,
        waiting: Callable[[str], None],
    ) -> Connection:
        """Reach an environment's AWS."""
        from bbfd.aws.session import connect

        return connect(environment, root=root, clock=self.clock, wait=wait, waiting=waiting)
