"""Commands are files: listed without being loaded, near names, --help by sections."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from bbfd._version import __version__
from bbfd.cli import commands
from bbfd.cli.group import SECTIONS
from bbfd.cli.passing import remember
from bbfd.cli.root import bbfd
from tests.unit.cli.projects import a_project, called

FOLDER = Path(commands.__path__[0])
HEAVY = {
    "boto3",
    "botocore",
    "cfnlint",
    "cloudformation_validate",
    "importlib.metadata",
    "ministack",
    "rich",
    "yaml",
}


def loaded_by(*arguments: str, cwd: Path) -> tuple[set[str], int]:
    """The modules that a command left loaded, and its exit code."""
    code = (
        "import sys\nfrom bbfd.cli import main\n"
        f"sys.argv = ['bbfd', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    code = ended.code\n"
        "print('\\n' + ' '.join(sys.modules), code)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    *modules, code_ = done.stdout.splitlines()[-1].split()
    return set(modules), int(code_)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("list",),
        ("preview", "hello", "--env", "prod"),
        ("preview", "--all", "--env", "prod"),
    ],
)
def test_help_list_and_preview_never_load_what_they_do_not_need(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    modules, code = loaded_by(*arguments, cwd=a_project(tmp_path))
    assert code == 0
    assert sorted(modules & HEAVY) == []
    assert (
        "cfn_flip.yaml_dumper" not in modules
    )  # cfn_flip itself is empty: see _without_cfn_flip.py


# What every service and every environment has; the rest of the model comes with the name that asks for it.
USUAL = {
    "access",
    "container",
    "definition",
    "deployment",
    "environment",
    "facts",
    "http",
    "launch",
    "naming",
    "network",
    "outlet",
    "priority",
    "stack",
    "value",
    "workload",
}


def test_a_preview_loads_no_part_of_the_model_that_its_service_does_not_use(
    tmp_path: Path,
) -> None:
    modules, _ = loaded_by("preview", "hello", "--env", "prod", cwd=a_project(tmp_path))
    models = {name.removeprefix("bbfd.model.") for name in modules if "bbfd.model." in name}
    assert sorted(models - USUAL) == []


def test_help_loads_neither_troposphere_nor_any_command(tmp_path: Path) -> None:
    modules, _ = loaded_by("--help", cwd=tmp_path)
    assert not [
        name
        for name in modules
        if name.startswith(("troposphere", "bbfd.cli.commands", "bbfd.model"))
    ]


def test_every_command_says_in_its_first_line_what_for_and_what_it_does() -> None:
    for path in [*FOLDER.glob("[!_]*.py"), *FOLDER.glob("*/__init__.py")]:
        first = path.read_text().splitlines()[0].strip('"')
        section, colon, words = first.partition(": ")
        assert colon, path
        assert section in SECTIONS, path
        assert words, path


def test_help_shows_every_command_in_its_section(tmp_path: Path) -> None:
    shown = CliRunner().invoke(bbfd, ["-h"]).output
    for section in SECTIONS:
        assert f"\n{section}:\n" in shown
    context = bbfd.make_context("bbfd", ["list"])
    for name in bbfd.list_commands(context):
        assert f"\n  {name} " in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_every_command_has_help_that_fits_eighty_columns() -> None:
    context = bbfd.make_context("bbfd", ["list"])
    for name in bbfd.list_commands(context):
        done = CliRunner().invoke(bbfd, [name, "--help"])
        assert done.exit_code == 0
        assert max(map(len, done.output.splitlines())) <= 80


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(bbfd, ["--version"]).output == f"bbfd, version {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("previw", "preview"), ("delpoy", "deploy"), ("lst", "list")]
)
def test_an_unknown_command_names_the_near_ones(typed: str, meant: str) -> None:
    done = CliRunner().invoke(bbfd, [typed])
    assert done.exit_code == 2
    assert f"did you mean `{meant}`?" in done.output


def test_an_unknown_command_of_a_group_names_the_near_ones() -> None:
    done = CliRunner().invoke(bbfd, ["env", "lst"])
    assert done.exit_code == 2
    assert "did you mean `list`?" in done.output


def completions(root: Path, *arguments: str, incomplete: str = "") -> list[str]:
    shell = ShellComplete(bbfd, {}, "bbfd", "_BBFD_COMPLETE")
    return [
        item.value
        for item in shell.get_completions(["--project", str(root), *arguments], incomplete)
    ]


def test_services_and_environments_are_completed_from_file_names(tmp_path: Path) -> None:
    root = a_project(tmp_path, hello="raise SystemExit('loaded')", mailer="")
    assert completions(root, "preview") == ["hello", "mailer"]
    assert completions(root, "preview", "hello") == ["mailer"]
    assert completions(root, "check", incomplete="m") == ["mailer"]
    assert completions(root, "deploy", "hello", "--env") == ["local", "prod"]
    assert completions(root, "env", "status", incomplete="p") == ["prod"]


def named(group: click.Group, *before: str) -> Iterator[tuple[tuple[str, ...], click.Parameter]]:
    """What of every command is the name of a service or an environment, with the words of the command."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from named(command, *before, name)
        else:
            yield from (
                ((*before, name), one)
                for one in command.params
                if one.name in {"environment", "name"} | SERVICE
                or one.metavar in {"E", "E2", "SERVICE"}
            )


SERVICE = {"service", "services", "subjects"}
NAMED = [*named(bbfd)]


@pytest.mark.parametrize(
    ("words", "one"), NAMED, ids=[f"{' '.join(words)} {one.name}" for words, one in NAMED]
)
def test_every_name_of_a_service_or_an_environment_is_completed(
    tmp_path: Path, words: tuple[str, ...], one: click.Parameter
) -> None:
    root = a_project(tmp_path, hello="", mailer="")
    # An environment that comes up has its name before its services.
    before = ["pr-1"] if words == ("env", "up") and one.name in SERVICE else []
    option = one.opts[:1] if isinstance(one, click.Option) else []
    offered = completions(root, *words, *before, *option)
    if words == ("env", "up") and one.name == "name":
        assert offered == []  # one of a file cannot come up
        return
    assert offered == (["hello", "mailer"] if one.name in SERVICE else ["local", "prod"])


def test_only_an_environment_that_comes_and_goes_comes_up(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    remember(str(root), "pr-1", "local")
    assert completions(root, "env", "up") == ["pr-1"]
    assert completions(root, "env", "up", "other", "--like") == ["local", "prod"]


@pytest.mark.parametrize(("typed", "offered"), [("H", ["HIGH"]), ("h", ["high"]), ("", 5)])
def test_how_severe_is_completed_as_it_is_written(
    tmp_path: Path, typed: str, offered: object
) -> None:
    found = completions(a_project(tmp_path), "promote", "hello", "--scan", incomplete=typed)
    assert found == offered or len(found) == offered


def test_the_commands_that_take_names_are_found() -> None:
    found = {words for words, _ in NAMED}
    assert len(found) > 40
    assert {("promote",), ("env", "up"), ("ci", "github"), ("logs",)} <= found


def test_outside_of_a_project_nothing_is_completed(tmp_path: Path) -> None:
    assert completions(tmp_path, "preview") == []


def test_the_project_may_be_named(tmp_path: Path) -> None:
    assert called(a_project(tmp_path), "list").exit_code == 0
    done = called(tmp_path / "nowhere", "list")
    assert done.exit_code == 2
    assert "is not a project" in done.output
