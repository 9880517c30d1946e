"""Operate: take away old revisions of services, and old deploys that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bbfd.cli import options

if TYPE_CHECKING:
    from bbfd.cli.call import Call


@click.command()
@options.services
@options.environment
@options.every
@click.option(
    "--keep",
    type=click.IntRange(min=2),  # what runs, and what a rollback goes back to
    default=10,
    metavar="N",
    show_default=True,
    help="How many of the newest revisions, and of the deploys that ended well, stay.",
)
@click.option("--delete", "deletes", is_flag=True, help="Delete what is deregistered.")
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would go.")
@options.yes
@options.as_json
@click.pass_obj
def command(
    call: Call,
    services: tuple[str, ...],
    environment: str | None,
    every: bool,
    keep: int,
    deletes: bool,
    dry: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Deregister old revisions of task definitions, and forget old deploys that are kept.

    What a service or a task runs, what the stack names, and what a deploy that stays has run is not touched.

    \b
    Example:
      bbfd prune hello --env local --dry-run
      bbfd prune --all --env local --keep 5 --yes
    """
    from bbfd.cli.stacks import meant
    from bbfd.cli.switching import Asked, act_on_services
    from bbfd.deploy.operate.prune import Pruning, prune

    stacks, names = meant(call.project(), environment, services, every)
    asked = Pruning(keep=keep, registry=stacks.registry_name, deletes=deletes, dry=dry)
    wishes = Asked(every=every, keep_going=True, yes=yes, as_json=as_json)
    return act_on_services(
        call, stacks, names, lambda stack, _, means: prune(stack, asked, means), wishes
    )
