"""Which environments that come and go are known in this checkout: a file each in `.bbfd/environments/`.

Such a file says only what the environment is like; until when it is there, the tag of its stack in AWS says alone.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress

from bbfd.errors import DefinitionError, Place
from bbfd.model.naming import NAME

_FOLDER = os.path.join(".bbfd", "environments")
_END = ".json"


def known_names(root: str) -> tuple[str, ...]:
    """Their names, by listing files."""
    with suppress(OSError):
        files = os.listdir(os.path.join(root, _FOLDER))
        names = (file.removesuffix(_END) for file in files if file.endswith(_END))
        return tuple(sorted(name for name in names if NAME.fullmatch(name)))
    return ()


def like_of(root: str, name: str) -> str | None:
    """The environment that this one is like; None where it is not known here. Raises DefinitionError."""
    if not NAME.fullmatch(name):
        return None
    try:
        with open(_path(root, name), encoding="utf-8") as file:
            said = json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(name) from error
    like = said.get("like") if isinstance(said, dict) else None
    if not isinstance(like, str) or not NAME.fullmatch(like):
        raise _unreadable(name)
    return like


def remember(root: str, name: str, like: str) -> None:
    """Make it known in this checkout."""
    path = _path(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps({"like": like}) + "\n")


def forget(root: str, name: str) -> None:
    """Make it known here no more."""
    with suppress(FileNotFoundError):
        os.remove(_path(root, name))


def _path(root: str, name: str) -> str:
    return os.path.join(root, _FOLDER, f"{name}{_END}")


def _unreadable(name: str) -> DefinitionError:
    return DefinitionError(
        f"what the environment `{name}` is like cannot be read",
        fix=f"`bbfd env up {name} --like E --here` writes it anew",
        place=Place(f"{_FOLDER}/{name}{_END}"),
    )
