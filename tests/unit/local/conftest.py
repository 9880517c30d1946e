from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bbfd.local import embedded
from tests.unit.local import templates
from tests.unit.local.world import ACCOUNT, REGION, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty embedded AWS."""
    folder = tmp_path / "local"
    with embedded(folder, account=ACCOUNT, region=REGION) as opened:
        yield World(opened, folder)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One with an environment's stack, env, and a service's, hello; for tests that only look."""
    folder = tmp_path_factory.mktemp("furnished")
    with embedded(folder, account=ACCOUNT, region=REGION) as opened:
        made = World(opened, folder)
        furnish(made)
        yield made


@pytest.fixture
def own(world: World) -> World:
    """The same, for one test alone, to change at will."""
    furnish(world)
    return world


def furnish(world: World) -> None:
    assert world.deploy("env", templates.environment()) == "CREATE_COMPLETE"
    parameters = world.parameters("env")
    assert world.deploy("hello", templates.service(), Parameters=parameters) == "CREATE_COMPLETE"
