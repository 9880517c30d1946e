"""A group whose commands are files: listed without loading any, loaded when called."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import click

# The order in --help. A command may name a section of its own; it comes after these.
SECTIONS = ("Look", "Check", "Images", "Deploy", "Operate", "Environments", "Project")


class FileGroup(click.Group):
    """The commands in a folder: each file, or folder, defines `command`.

    For --help, the first line of a file is enough: "Section: what the command does."
    """

    def __init__(self, *args: Any, package: str, folders: Sequence[str], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._package = package
        self._folder = folders[0]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Their names, in order."""
        return sorted({name.removesuffix(".py") for name in self._files()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Load one."""
        if not {cmd_name, f"{cmd_name}.py"} & set(self._files()):
            return None
        from importlib import import_module

        command: click.Command = import_module(f"{self._package}.{cmd_name}").command
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the near ones when there is no such command."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from bbfd.discover import did_you_mean

            hint = did_you_mean(args[0], self.list_commands(ctx))
            ctx.fail(f"there is no command `{args[0]}`: {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """By what they are for."""
        sections: dict[str, list[tuple[str, str]]] = {name: [] for name in SECTIONS}
        for name in self.list_commands(ctx):
            section, words = self._first_line(name)
            sections.setdefault(section or "Commands", []).append((name, words))
        width = max(len(name) for rows in sections.values() for name, _ in rows)
        for section, rows in sections.items():
            if rows:
                with formatter.section(section):
                    formatter.write_dl([(name.ljust(width), words) for name, words in rows])

    def _files(self) -> Iterator[str]:
        for name in os.listdir(self._folder):
            if name[0] not in "_." and (name.endswith(".py") or "." not in name):
                yield name

    def _first_line(self, name: str) -> tuple[str, str]:
        path = os.path.join(self._folder, name)
        path = os.path.join(path, "__init__.py") if os.path.isdir(path) else f"{path}.py"
        with open(path, encoding="utf-8") as file:
            first = file.readline().strip().strip('"')
        section, colon, words = first.partition(": ")
        return (section, words) if colon and section.isalpha() else ("", first)
