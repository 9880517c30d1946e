"""Parts for tests: begun when the first test of a process wants them, and ended with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bbfd.images.loopback import Loopback
from tests.parts.engines import Part, Registry, buildah_in, busybox, docker_here, registry_in


@pytest.fixture(scope="session")
def buildah(tmp_path_factory: pytest.TempPathFactory) -> Part:
    """Buildah with a store of its own."""
    return buildah_in(tmp_path_factory.mktemp("buildah"))


@pytest.fixture(scope="session")
def docker() -> Part:
    """The Docker daemon that runs here."""
    return docker_here()


@pytest.fixture(params=["buildah", "docker"])
def engine(request: pytest.FixtureRequest) -> Part:
    """Each engine that is really there."""
    found: Part = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def program() -> Path:
    """A program that runs in an image that has nothing else: busybox."""
    return busybox()


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry on loopback that anybody may push to."""
    with registry_in(tmp_path_factory.mktemp("registry"), login=False) as found:
        yield found


@pytest.fixture(scope="session")
def locked_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry on loopback that wants a password."""
    with registry_in(tmp_path_factory.mktemp("locked"), login=True) as found:
        yield found


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback that nobody listens on."""
    return Loopback().free_port()
