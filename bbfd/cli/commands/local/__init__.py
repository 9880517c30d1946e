"""Environments: look at the embedded AWS, empty it, serve it to the AWS CLI."""

from __future__ import annotations

import click

from bbfd.cli.group import FileGroup


@click.group(cls=FileGroup, package=__name__, folders=__path__)
def command() -> None:
    """The embedded AWS of environments with `aws=Local()`: an emulator in this process, in which no container runs."""
