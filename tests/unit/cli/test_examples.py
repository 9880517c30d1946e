"""Every command shows how it is typed, and what it shows can be typed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import click
import pytest

from bbfd.cli.root import bbfd


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from _commands(found, (*path, name))
        else:
            yield (*path, name)


def _command(path: tuple[str, ...]) -> click.Command:
    found: click.Command = bbfd
    for name in path:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), name)
        assert inner is not None
        found = inner
    return found


@pytest.mark.parametrize("path", [*_commands(bbfd)], ids=" ".join)
def test_the_help_of_a_command_has_an_example_that_it_takes(path: tuple[str, ...]) -> None:
    command = _command(path)
    _, _, shown = (command.help or "").partition("Example:\n")
    examples = [shlex.split(line) for line in shown.splitlines() if line.strip()]
    assert examples
    for words in examples:
        assert tuple(words[: len(path) + 1]) == ("bbfd", *path)
        command.make_context(path[-1], words[len(path) + 1 :])
