"""Which embedded AWS is meant."""

from __future__ import annotations

from pathlib import Path

from bbfd.cli.project import Project
from bbfd.discover import one_of
from bbfd.errors import UsageError
from bbfd.model.access import Local
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment


def the_embedded(project: Project, environment: str | None) -> Definition[Environment]:
    """The environment named, or the only one with an embedded AWS. Raises UsageError."""
    if environment is not None:
        found = project.environment(environment)
        if isinstance(found.value.aws, Local):
            return found
        raise UsageError(
            f"{environment} is in a real account",
            fix="name an environment with `aws=Local()`",
        )
    every = [e for e in project.environments() if isinstance(e.value.aws, Local)]
    if len(every) == 1:
        return every[0]
    if every:
        names = one_of(e.name for e in every)
        raise UsageError("it was not said which embedded AWS", fix=f"give --env {names}")
    raise UsageError(
        "no environment has an embedded AWS", fix="write one with `aws=Local()` in environments/"
    )


def embedded_folder(project: Project, environment: str | None) -> Path:
    """Where the state of the embedded AWS is kept."""
    access = the_embedded(project, environment).value.aws
    assert isinstance(access, Local), "the_embedded gives no other"
    return Path(project.root) / access.folder
