"""Project: the continuous deployment job, written out, and the roles that it takes."""

from __future__ import annotations

import click

from bbfd.cli.group import FileGroup


@click.group(cls=FileGroup, package=__name__, folders=__path__)
def command() -> None:
    """The continuous deployment job of a vendor: check and diff on a pull request, deploy on the branch."""
