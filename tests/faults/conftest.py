"""Worlds that scenarios begin in: made once, then copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import furnish, run, settle
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, changed, written


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World()
    furnish(world, written(tmp_path_factory.mktemp("furnished")))
    return world


@pytest.fixture(scope="session")
def _deployed(_furnished: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = _furnished.twin()
    done = run(world, *DEPLOY, project=written(tmp_path_factory.mktemp("deployed")))
    assert done.exit_code == 0, done.stderr
    settle(world)
    return world


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of `services/web.py` and `environments/prod.py`."""
    return written(tmp_path / "project")


@pytest.fixture
def newer(project: Path) -> Path:
    """The project with another version of the service than the one that runs."""
    return changed(project)


@pytest.fixture
def furnished(_furnished: World) -> World:
    """A world with the registry and the environment of prod, and no service yet."""
    return _furnished.twin()


@pytest.fixture
def deployed(_deployed: World) -> World:
    """The same with prod-web, created well a day ago."""
    return _deployed.twin()
