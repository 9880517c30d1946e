"""Which embedded AWS is meant."""

from __future__ import annotations

from pathlib import Path

from bbfd.cli.project import Project, those_that_load
from bbfd.discover import one_of
from bbfd.errors import UsageError
from bbfd.model.access import Local
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment


def the_embedded(project: Project, environment: str | None) -> Definition[Environment]:
    """The environment named, or the one with an embedded AWS where all of these are alike. Raises UsageError."""
    if environment is not None:
        found = project.environment(environment)
        if isinstance(found.value.aws, Local):
            return found
        raise UsageError(
            f"{environment} is in a real account",
            fix="name an environment with `aws=Local()`",
        )
    loaded, _ = those_that_load(project.environments)
    every = [e for e in loaded if isinstance(e.value.aws, Local)]
    if len({(_folder(e), e.value.account, e.value.region) for e in every}) == 1:
        return every[0]
    if every:
        names = one_of(e.name for e in every)
        raise UsageError("it was not said which embedded AWS", fix=f"give --env {names}")
    raise UsageError(
        "no environment has an embedded AWS", fix="write one with `aws=Local()` in environments/"
    )


def embedded_folder(project: Project, environment: str | None) -> Path:
    """Where the state of the embedded AWS is kept."""
    if environment is None:
        loaded, _ = those_that_load(project.environments)
        folders = {_folder(e) for e in loaded if isinstance(e.value.aws, Local)}
        if len(folders) == 1:
            return Path(project.root) / folders.pop()
    return Path(project.root) / _folder(the_embedded(project, environment))


def _folder(environment: Definition[Environment]) -> str:
    access = environment.value.aws
    assert isinstance(access, Local), "no other is asked"
    return access.folder
