"""Every way in which a deployment of prod-web ends, as a table: what is said of it is tested over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.faults.command import Answer, Ran, ctrl_c, run
from tests.faults.fake.fates import EXIT_1, OLD_REVISION
from tests.faults.fake.faults import Effect
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, changed, holds, written

_COMMAND = DEPLOY[:-1]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """code: the exit code. budget: of calls. before: what makes it so. first: there is no stack yet.

    typed: at a terminal; None: there is none. state: what the last line says, where it is not the stack's status.
    """

    code: int
    budget: int
    before: Callable[[World], object] = lambda world: None
    more: tuple[str, ...] = ("--yes",)
    typed: Iterable[Answer] | None = None
    first: bool = False
    newer: bool = True
    state: str | None = None

    def play(self, world: World, root: Path, *more: str, **how: Any) -> Ran:
        """Let it happen in a world that is as it wants it, and assert what holds in every scenario."""
        world.timeline.advance()
        (changed if self.newer else written)(root)
        self.before(world)
        ran = run(world, *_COMMAND, *self.more, *more, project=root, input=self.typed, **how)
        holds(world, ran, exit_code=self.code, budget=self.budget, state=self.state)
        return ran


def _fails(world: World) -> None:
    world.fate(STACK, EXIT_1)


def _fails_twice(world: World) -> None:
    _fails(world)
    world.resource("Task", STACK, phase="rollback", fails="the role may not be passed any more")


SCENES = MappingProxyType(
    {
        "created": Scene(code=0, budget=35, first=True),
        "updated": Scene(code=0, budget=31),
        "throttled": Scene(
            code=0,
            budget=30,
            before=lambda world: world.wire.fault(
                Effect.THROTTLED, "DescribeStackEvents", nth=(2, 3)
            ),
        ),
        "unchanged": Scene(code=0, budget=6, newer=False),
        "rolled_back": Scene(code=4, budget=61, before=_fails),
        "died": Scene(code=4, budget=75, before=_fails, first=True),
        "unhealthy": Scene(code=4, budget=66, before=lambda world: world.fate(STACK, OLD_REVISION)),
        "stuck": Scene(code=5, budget=61, before=_fails_twice),
        "lost_sight": Scene(
            code=6,
            budget=33,
            more=("--yes", "--timeout", "45s"),
            before=lambda world: world.resource("Service", STACK, seconds=600.0),
        ),
        "locked": Scene(
            code=7,
            budget=19,
            more=("--yes", "--wait-lock", "1m"),
            before=lambda world: world.bring(STACK, "UPDATE_IN_PROGRESS"),
        ),
        "refused": Scene(
            code=3,
            budget=7,
            before=lambda world: world.bring(
                STACK, "DELETE_FAILED", broken={"Service": "it is locked"}
            ),
        ),
        "nobody_to_ask": Scene(code=3, budget=14, more=()),
        "declined": Scene(code=3, budget=13, more=(), typed=("n",)),
        "interrupted": Scene(code=130, budget=14, more=(), typed=(ctrl_c,)),
        "denied": Scene(
            code=3,
            budget=10,
            before=lambda world: world.wire.fault(Effect.DENIED, "CreateChangeSet"),
        ),
    }
)
