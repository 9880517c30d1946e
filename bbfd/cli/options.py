"""What several commands take."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

import click

from bbfd.cli.call import here

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Duration(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases only
    """A duration, as 90s, 30m, 1h or 2d; in seconds."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds."""
        if isinstance(value, float):
            return value
        number, unit = str(value)[:-1], str(value)[-1:]
        if not number.isdecimal() or unit not in _UNITS:
            self.fail(f"{value!r} is not a duration: write it as 90s, 30m, 1h or 2d", param, ctx)
        return float(number) * _UNITS[unit]


def _names(ctx: click.Context, folder: str, incomplete: str) -> list[str]:
    """Names for shell completion, by listing files."""
    from bbfd.discover import names_in, project_root
    from bbfd.errors import UsageError

    given = (ctx.find_root().params or {}).get("project")
    try:
        root = project_root(here(), given)
    except UsageError:
        return []
    return [name for name in names_in(f"{root}/{folder}") if name.startswith(incomplete)]


def complete_services(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Names of services, by listing files."""
    taken = ctx.params.get("services") or ctx.params.get("subjects") or ()
    return [name for name in _names(ctx, "services", incomplete) if name not in taken]


def environments(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Names of environments, those that come and go too, by listing files."""
    passing = passing_environments(ctx, _, incomplete)
    return [*_names(ctx, "environments", incomplete), *passing]


def passing_environments(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Names of environments that come and go, as far as they are known here, by listing files."""
    from bbfd.cli.passing import known_names
    from bbfd.discover import project_root
    from bbfd.errors import UsageError

    try:
        root = project_root(here(), (ctx.find_root().params or {}).get("project"))
    except UsageError:
        return []
    return [name for name in known_names(root) if name.startswith(incomplete)]


def environments_of_files(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Names of environments that have a file, which others can be like."""
    return _names(ctx, "environments", incomplete)


def name_of(given: str) -> str:
    """The name of a definition, also where its file was given: `services/hello.py` is hello."""
    return os.path.basename(given)[:-3] if given.endswith(".py") else given


def names_of(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The names of definitions, also where their files were given."""
    return tuple(map(name_of, given))


def one_name(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """The name of a definition, also where its file was given."""
    return None if given is None else name_of(given)


def environment_name(command: Callable[..., Any]) -> Callable[..., Any]:
    """The environment as an argument; with --env, as every other command has it, too."""

    @functools.wraps(command)
    def called(*args: Any, environment: str | None, env: str | None, **extra: Any) -> Any:
        from bbfd.errors import UsageError

        if environment and env and environment != env:
            raise UsageError("two environments were given", fix="give one of the two")
        name = environment or env
        if name is None:
            raise UsageError(
                "it was not said which environment", fix="name it: see `bbfd env list`"
            )
        return command(*args, environment=name, **extra)

    option = click.option(
        "--env", "env", hidden=True, callback=one_name, shell_complete=environments
    )
    argument = click.argument(
        "environment",
        metavar="E",
        required=False,
        callback=one_name,
        shell_complete=environments,
    )
    return argument(option(called))


services = click.argument(
    "services",
    nargs=-1,
    metavar="SERVICE...",
    callback=names_of,
    shell_complete=complete_services,
)
service = click.argument("service", callback=one_name, shell_complete=complete_services)
maybe_service = click.argument(
    "service", required=False, callback=one_name, shell_complete=complete_services
)
environment = click.option(
    "--env",
    "environment",
    metavar="E",
    help="The environment.",
    callback=one_name,
    shell_complete=environments,
)
like = click.option(
    "--like",
    metavar="E",
    help="The environment of a file that it is like.",
    callback=one_name,
    shell_complete=environments_of_files,
)
every = click.option("--all", "every", is_flag=True, help="Every service of the project.")
as_json = click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")
yes = click.option("--yes", is_flag=True, help="Do not ask.")
timeout = click.option(
    "--timeout",
    type=Duration(),
    default="30m",
    metavar="T",
    show_default=True,
    help="How long to watch, as 90s, 30m, 1h; it goes on in AWS.",
)
wait_lock = click.option(
    "--wait-lock",
    type=Duration(),
    default="45m",
    metavar="T",
    show_default=True,
    help="How long to wait for another operation on the stack.",
)
adopt = click.option(
    "--adopt",
    is_flag=True,
    help="Take over a stack, or a repository, that was not made by this project.",
)
force = click.option(
    "--force",
    is_flag=True,
    help="Ask CloudFormation also where nothing has changed since our last deploy.",
)
form = click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="How a template is written.",
)
parameters = click.option(
    "--parameters",
    is_flag=True,
    help="The parameters known offline, as the AWS CLI takes them; the others are named on stderr.",
)
out = click.option(
    "--out", metavar="DIR", type=click.Path(file_okay=False), help="A file for each stack."
)
images = click.option(
    "--image",
    "images",
    multiple=True,
    metavar="SERVICE=URI",
    help="A whole image for a service; SERVICE/CONTAINER for a sidecar that BBFD builds.",
)
tag = click.option(
    "--tag",
    metavar="TAG",
    help="A tag, or digest, for the image of one service; of several, for those that are a Repository().",
)
missing_image = click.option(
    "--allow-missing-image",
    "missing_image",
    is_flag=True,
    help="Deploy although the image is not in its repository.",
)
keep_going = click.option(
    "--keep-going",
    is_flag=True,
    help="Where one service fails, go on with those that do not come after it.",
)
at_once = click.option(
    "--at-once",
    type=click.IntRange(1, 100),
    default=100,
    metavar="N",
    show_default=True,
    help="How many services are deployed side by side.",
)
newest = click.option(
    "--last",
    "newest",
    type=click.IntRange(1, 1000),
    default=20,
    metavar="N",
    show_default=True,
    help="How many of the deploys that are kept are read.",
)
stop_service = click.option(
    "--stop-service",
    is_flag=True,
    help="Stop the deployment of the ECS service, which fails at once, instead of cancelling the update.",
)
skip = click.option(
    "--skip",
    multiple=True,
    metavar="LOGICAL_ID",
    help="A resource that failed to roll back, to be left as it is: the stack will not match its template.",
)
recreate = click.option(
    "--recreate",
    is_flag=True,
    help="Delete a first attempt that failed and still holds something, and make it anew.",
)
recover = click.option(
    "--recover",
    is_flag=True,
    help="First bring back a stack whose last update, or its rollback, failed half way.",
)
