"""The Session Manager plug-in of AWS: found, told of a session as the AWS CLI tells it, and left the terminal.

https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.tasks import Session

NAME = "session-manager-plugin"
# Newer plug-ins take the name of this variable in place of what it holds: the token of a session opens it to whoever
# lists the processes of the host. https://github.com/aws/aws-cli/blob/v2/awscli/customizations/sessionmanager.py
_VARIABLE = "AWS_SSM_START_SESSION_RESPONSE"
_LAST_WITHOUT = (1, 2, 497, 0)
_VERSION = re.compile(r"\d+(?:\.\d+){0,3}")
_PATIENCE = 20.0  # seconds for it to say its version
_DOC = (
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "session-manager-working-with-install-plugin.html"
)


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """The plug-in that is installed. by_variable: it takes the session from its environment."""

    path: str
    by_variable: bool
    variables: Mapping[str, str]


def find_plugin(variables: Mapping[str, str]) -> Plugin:
    """Look for it before anything is begun: a session that nobody takes up stays open for minutes. Raises Refused."""
    path = shutil.which(NAME, path=variables.get("PATH"))
    if path is None:
        raise Refused(
            f"AWS's {NAME} is not installed, and nothing else opens a session",
            fix=f"install it, as {_DOC} says for your system (macOS: `brew install --cask {NAME}`)",
        )
    try:
        said = subprocess.run(
            [path, "--version"],
            capture_output=True,
            check=False,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(f"{path} does not start: {error}", fix=f"install it anew: {_DOC}") from error
    version = said.stdout.decode(errors="replace").strip()
    return Plugin(path=path, by_variable=_is_newer(version), variables=variables)


def invocation(plugin: Plugin, session: Session, profile: str) -> tuple[list[str], dict[str, str]]:
    """Its arguments and its environment: session, region, operation, profile, what was asked for, endpoint."""
    response, variables = json.dumps(dict(session.response)), dict(plugin.variables)
    if plugin.by_variable:
        variables[_VARIABLE], response = response, _VARIABLE
    request = json.dumps(dict(session.request))
    words = [response, session.region, "StartSession", profile, request, session.endpoint]
    return [plugin.path, *words], variables


def hand_over(plugin: Plugin, session: Session, profile: str) -> int:
    """Leave it the terminal until the session ends; its exit code, 128 and the signal where one ended it.

    Raises Refused where it does not start.
    """
    words, variables = invocation(plugin, session, profile)
    with _signals_are_its() as running:
        process = _begun(words, variables)
        running.append(process)
        code = process.wait()
    return code if code >= 0 else 128 - code


def _begun(words: list[str], variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start it. What it is told holds the token of the session: no error names more than its path."""
    try:
        return subprocess.Popen(words, env=dict(variables))
    except OSError as error:
        raise Refused(
            f"{words[0]} does not start: {error.strerror}; the session that was begun is left to its time-out",
            fix=f"install it anew: {_DOC}",
        ) from None


@contextmanager
def _signals_are_its() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Meanwhile what a person types is for the container: we ignore it. What ends us is passed on.

    A handler that does nothing, not SIG_IGN: a program that is started would inherit that.
    """
    running: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: object) -> None:
        for process in running:
            process.send_signal(number)

    typed = [signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP]
    ending = [signal.SIGTERM, signal.SIGHUP]
    before = {each: signal.getsignal(each) for each in (*typed, *ending)}
    for each in typed:
        signal.signal(each, lambda *_: None)
    for each in ending:
        signal.signal(each, pass_on)
    try:
        yield running
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _is_newer(version: str) -> bool:
    """Whether it is newer than the last one that takes the session as an argument alone."""
    if not _VERSION.fullmatch(version):
        return False
    numbers = tuple(map(int, version.split(".")))
    return (*numbers, 0, 0, 0)[:4] > _LAST_WITHOUT
