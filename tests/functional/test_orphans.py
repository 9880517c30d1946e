"""A service whose file was renamed, or is not in this branch: its stack is known by its tags."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.projects import Project


@pytest.fixture
def renamed(deployed: Project) -> Project:
    """hello is deployed; its file is hallo.py."""
    file: Path = deployed.root / "services" / "hello.py"
    file.rename(file.with_name("hallo.py"))
    return deployed


def test_an_environment_is_not_deleted_under_a_service_that_has_no_file(renamed: Project) -> None:
    renamed.done("delete", "blog", "kafka-connect", "--env", "local", "--yes")
    refused = renamed.bbfd("env", "delete", "local", "--yes")
    assert refused.code == 3
    assert "services are still deployed to local: hello" in refused.words
    assert "`bbfd delete hello --env local`" in refused.words


def test_what_has_no_file_is_shown_and_deleted_by_its_name(renamed: Project) -> None:
    looked = renamed.done("status", "--all", "--env", "local")
    assert "local-hello: deployed, but services/hello.py is gone" in looked.words
    assert "local-hello" in renamed.done("status", "hello", "--env", "local").out
    assert (
        "local-hello: deleted" in renamed.done("delete", "hello", "--env", "local", "--yes").words
    )
    again = renamed.bbfd("delete", "hello", "--env", "local", "--yes")
    assert again.code == 2
    assert "did you mean `hallo`?" in again.words


def test_a_service_whose_file_is_broken_is_deleted_all_the_same(deployed: Project) -> None:
    deployed.write("services/hello.py", "service = ")
    deployed.done("delete", "hello", "--env", "local", "--yes")


def test_a_registry_that_holds_what_nobody_here_asks_for_stays(deployed: Project) -> None:
    deployed.done("delete", "--all", "--env", "local", "--yes")
    (deployed.root / "services" / "blog.py").unlink()
    done = deployed.done("env", "delete", "local", "--yes")
    assert "the registry is kept: it holds the repository blog" in done.words
    with deployed.aws() as aws:
        assert list(aws.stacks()) == ["bbfd-registry-main"]
        aws["ecr"].delete_repository(repositoryName="blog", force=True)
    deployed.done("env", "delete", "local", "--yes")
    with deployed.aws() as aws:
        assert not aws.stacks()
