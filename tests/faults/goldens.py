"""What people read of whole deployments, without a terminal: `python -m tests.faults.goldens` writes it anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.command import furnish, run, settle
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, written
from tests.faults.scenes import SCENES

GOLDEN = Path(__file__).parent / "golden"
NAMES = ("created", "unchanged", "rolled_back", "locked", "refused", "lost_sight")


def told(name: str, world: World, root: Path, variables: Mapping[str, str] | None = None) -> str:
    """What a scene prints for people."""
    return SCENES[name].play(world, root, environment=variables).stderr


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        root = written(Path(folder))
        furnished = World()
        furnish(furnished, root)
        deployed = furnished.twin()
        assert run(deployed, *DEPLOY, project=root).exit_code == 0
        settle(deployed)
        for name in NAMES:
            world = (furnished if SCENES[name].first else deployed).twin()
            text = told(name, world, root)
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
