"""boto3 sessions whose requests end in the fake."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore import xform_name
from botocore.loaders import Loader
from botocore.parsers import ResponseParserFactory
from botocore.session import Session
from botocore.utils import parse_timestamp

from tests.faults.fake.failure import nobody_wrote
from tests.faults.fake.protocol import model

if TYPE_CHECKING:
    from tests.faults.fake.world import World

SECRET = "nobody's"
_LOADERS: dict[str, Loader] = {}
# The same events are read again and again: each of their times is made out once. A time cannot be changed.
_PARSERS = ResponseParserFactory()
_PARSERS.set_parser_defaults(timestamp_parser=lru_cache(maxsize=65_536)(parse_timestamp))


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
        if not _LOADERS:
            _LOADERS["all"] = _Loader(self._world.knows)
        core.register_component(
            "data_loader", _LOADERS["all"]
        )  # models are read once for all tests
        core.register_component("response_parser_factory", _PARSERS)
        session = _Session(
            aws_access_key_id=key(self.begun),
            aws_secret_access_key=SECRET,
            region_name=self.region,
            botocore_session=core,
        )
        session.wire = self._world.wire
        return session


class _Loader(Loader):
    """Models without the operations that nobody wrote for the fake: EC2 has 780, and each client makes all of its own.

    Who asks for one of those is heard: see `_Session`.
    """

    def __init__(self, knows: Callable[[str, str], bool]) -> None:
        super().__init__()
        self._knows = knows
        self._models: dict[tuple[str, str, str | None], Any] = {}

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> Any:
        asked = (service_name, type_name, api_version)
        if asked not in self._models:
            model = super().load_service_model(*asked)
            if type_name == "service-2":
                known = {
                    k: v for k, v in model["operations"].items() if self._knows(service_name, k)
                }
                model = {**model, "operations": known}
            self._models[asked] = model
        return self._models[asked]


class _Session(boto3.Session):
    """A session whose clients are on a wire, each with its own patience."""

    wire: Any = None

    def client(self, *args: Any, **more: Any) -> Any:
        made = super().client(*args, **more)
        wire = partial(self.wire, patience=made.meta.config.read_timeout)
        made.meta.events.register("before-send", wire)
        made.meta.events.register("getattr", self._unwritten)
        return made

    def _unwritten(self, event_name: str, client: Any, **_: Any) -> None:
        """Sound the alarm where an operation is asked for that AWS has, and the fake has not."""
        service, name = client.meta.service_model.service_name, event_name.rpartition(".")[2]
        found = [one for one in model(service).operation_names if xform_name(one) == name]
        if found:
            self.wire.alarm(nobody_wrote(service, found[0]))
