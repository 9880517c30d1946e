"""The emulator's whole state as text, and back. Called on its own loop, between two of its steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.core.responses import AccountScopedDict
from ministack.services import ecs, s3

from bbfd.local.graft import OWN_SERVICE

_SET = "__bbfd_set__"


def dump() -> str:
    """Everything all services keep, as JSON."""
    content = {key: _state(module) for key, module in _modules()}
    return json.dumps(content, default=_encode)


def restore(content: str | None) -> None:
    """Forget everything, then take up what was dumped; None: nothing."""
    for _, module in _modules():
        if hasattr(module, "reset"):
            module.reset()
    if content is None:
        return
    for key, data in json.loads(content, object_hook=_decode).items():
        _load(app._get_module(app._state_map[key]), data)


def _modules() -> Iterator[tuple[str, ModuleType]]:
    """The modules of the services that are served, under their keys. The others keep nothing, and are
    never reset: some of them would look for containers to remove."""
    served = {app.SERVICE_REGISTRY[name]["module"] for name in _registered()} | {OWN_SERVICE}
    for key, name in app._state_map.items():
        if name in served and hasattr(app._get_module(name), "get_state"):
            yield key, app._get_module(name)


def _registered() -> Iterator[str]:
    return (name for name in app.SERVICE_HANDLERS if name in app.SERVICE_REGISTRY)


def _state(module: ModuleType) -> Any:
    state = module.get_state()
    if module is s3:
        # ministack leaves the objects and their versions out: they are to go to files of their own.
        own = {"bbfd_buckets": s3._buckets, "bbfd_versions": s3._object_versions}
        return {**state, **own}
    return state


def _load(module: ModuleType, data: Any) -> None:
    if module is ecs:
        _load_ecs(data)
    elif module is s3:
        _load_s3(data)
    elif data:
        module.load_persisted_state(data)


def _load_ecs(data: dict[str, Any]) -> None:
    """Tasks as they were: ministack stops them all (their containers are gone) and starts them again later."""
    ecs._restore_state({**data, "tasks": {}})
    ecs._tasks._data.update(data["tasks"]._data)


def _load_s3(data: dict[str, Any]) -> None:
    """Objects with their versions. What was kept before there were any of those had none."""
    buckets: AccountScopedDict = data.pop("bbfd_buckets")
    versions: AccountScopedDict | None = data.pop("bbfd_versions", None)
    s3.load_persisted_state(data)
    s3._buckets._data.update(buckets._data)
    if versions is not None:
        s3._object_versions._data.update(versions._data)


def _encode(value: object) -> Any:
    if isinstance(value, set | frozenset):
        return {_SET: sorted(value, key=repr)}
    return persistence._json_default(value)


def _decode(fields: dict[str, Any]) -> Any:
    if _SET in fields:
        return set(fields[_SET])
    return persistence._json_object_hook(fields)
