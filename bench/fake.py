"""The fake AWS of `tests/faults` in a process of its own, with services that were deployed a day ago.

`python -m bench.fake PROJECT` prints a line of JSON, the variables that lead boto3 to it; then, for each line that it
reads, another: `calls`, how many there were since the last such line; `own`, the seconds that the slowest stack of a
service took for its last operation.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.faults.command import furnish, run, settle
from tests.faults.fake.server import served
from tests.faults.fake.world import World
from tests.faults.processes import real, variables


def _built(project: Path) -> World:
    """On a clock that nobody waits for."""
    world = World()
    furnish(world, project)
    done = run(world, "deploy", "--all", "--env", "prod", "--yes", project=project)
    assert done.exit_code == 0, done.stderr
    settle(world)
    return world


def _answer(world: World) -> dict[str, float]:
    stacks = [one for one in world.cloudformation.stacks if one.name.startswith("prod-")]
    last = [stack.operations[-1] for stack in stacks if stack.operations]
    own = max(((one.ended or one.began) - one.began for one in last), default=0.0)
    calls = len(world.calls)
    world.calls.all.clear()
    return {"calls": calls, "own": own}


def main(project: Path) -> None:
    world = real(_built(project))
    # What the issue sets: ten calls a second for each service, and twenty at once.
    world.wire.limit(rate=10.0, burst=20.0)
    with served(world) as url:
        led = variables(url, world) | {"AWS_DEFAULT_REGION": world.region}
        print(json.dumps(led), flush=True)
        for _ in sys.stdin:
            print(json.dumps(_answer(world)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
