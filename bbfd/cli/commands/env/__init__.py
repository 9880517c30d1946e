"""Environments: list, preview, deploy, status and delete their own stacks."""

from __future__ import annotations

import click

from bbfd.cli.group import FileGroup


@click.group(cls=FileGroup, package=__name__, folders=__path__)
def command() -> None:
    """The environments' own stacks: network, cluster, load balancer, and the registry that they share."""
