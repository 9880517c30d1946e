"""Look: the services, kinds and environments of the project."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """The services of the project with their kinds, and its environments."""
