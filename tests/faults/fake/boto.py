"""boto3 sessions whose requests end in the fake."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.loaders import Loader, create_loader
from botocore.session import Session

if TYPE_CHECKING:
    from tests.faults.fake.world import World

SECRET = "nobody's"
_LOADER: list[Loader] = []


def key(number: int) -> str:
    """The access key of the n-th session: what `wire.expire` takes."""
    return f"AKIAFAKE{number:04d}"


class Sessions:
    """Calling it makes the next session, as reading the credentials anew does. region: what the profile leads to."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.begun = 0
        self.region = world.region

    def __call__(self) -> Any:
        self.begun += 1
        core = Session(
            session_vars={
                "profile": (None, None, None, None),
                "config_file": (None, None, "/dev/null", None),
                "credentials_file": (None, None, "/dev/null", None),
            }
        )
        if not _LOADER:
            _LOADER.append(create_loader(core.get_config_variable("data_path")))
        core.register_component("data_loader", _LOADER[0])  # models are read once for all tests
        session = _Session(
            aws_access_key_id=key(self.begun),
            aws_secret_access_key=SECRET,
            region_name=self.region,
            botocore_session=core,
        )
        session.wire = self._world.wire
        return session


class _Session(boto3.Session):  # type: ignore[misc]
    """A session whose clients are on a wire, each with its own patience."""

    wire: Any = None

    def client(self, *args: Any, **more: Any) -> Any:
        made = super().client(*args, **more)
        wire = partial(self.wire, patience=made.meta.config.read_timeout)
        made.meta.events.register("before-send", wire)
        return made
