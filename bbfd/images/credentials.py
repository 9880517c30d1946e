"""Where an engine keeps what a registry let it in with: a folder that nobody else reads and that goes with the call."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bbfd.deploy.registry import Token
from bbfd.errors import EngineError
from bbfd.images.engine import Engine, Run
from bbfd.images.records import Login

# What tells docker where its daemon is, and how to go through a proxy; what lets it in anywhere stays where it is.
_KEPT = ("currentContext", "proxies", "HttpHeaders", "cliPluginsExtraDirs")
_BESIDE = ("contexts", "cli-plugins", "tls")


@contextmanager
def let_in(token: Token, engine: Engine, run: Run, variables: Mapping[str, str]) -> Iterator[Login]:
    """Have an engine let into a registry, for as long. variables: of the caller. Raises EngineError."""
    with _folder() as folder:
        _as_the_user_has_it(folder, token.registry, variables)
        login = Login(
            registry=token.registry, folder=str(folder), user=token.user, plain=token.plain
        )
        ended = run(engine.login(login, token.password))
        if ended.code != 0:
            said = "\n".join(ended.said[-5:]).replace(token.password, "***")
            raise EngineError(
                f"{engine.name} was not let into {token.registry}\n{said}",
                fix="see to what it says: the network, a proxy, or the permission ecr:GetAuthorizationToken",
            )
        try:
            yield login
        finally:
            # An engine in a machine of its own, or with helpers, keeps it elsewhere.
            with suppress(EngineError):
                run(engine.logout(login))


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of our own, mode 0700, removed however this is left."""
    folder = Path(tempfile.mkdtemp(prefix="bbfd-"))
    try:
        yield folder
    finally:
        _away(folder)


def _away(folder: Path) -> None:
    """A second Ctrl-C, or the SIGTERM that a CI sends some seconds after it, does not leave it either."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _as_the_user_has_it(folder: Path, registry: str, variables: Mapping[str, str]) -> None:
    """What an engine needs of the user's own configuration besides credentials.

    registry: named without any: where no registry is, docker puts what it is let in with into the system's keychain,
    without being told, and there it would stay. https://docs.docker.com/reference/cli/docker/login/#credential-stores
    """
    own = Path(variables.get("DOCKER_CONFIG") or Path(variables.get("HOME", "~")) / ".docker")
    for name in _BESIDE:
        if (own / name).is_dir():
            with suppress(OSError):
                (folder / name).symlink_to(own / name, target_is_directory=True)
    kept = {name: value for name, value in _read(own / "config.json").items() if name in _KEPT}
    _write(folder / "config.json", json.dumps({**kept, "auths": {registry: {}}}))
    _write(folder / "auth.json", "{}")


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, text: str) -> None:
    """Nobody else reads it, also while it is written."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
