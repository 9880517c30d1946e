from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.functional.projects import Project, examples


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The examples, and an AWS in which nothing is."""
    return examples(tmp_path)


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = examples(tmp_path_factory.mktemp("furnished"))
    project.done("deploy", "hello", "blog", "kafka-connect", "--env", "local", "--yes")
    return project


@pytest.fixture
def deployed(_furnished: Project, tmp_path: Path) -> Project:
    """The examples, with three of them deployed to `local`; each test has a copy for itself."""
    project = examples(tmp_path)
    shutil.copytree(_furnished.state, project.state)
    return project
