"""A container of a template as a container of a definition, and what that cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bbfd.migrate._python import Call
from bbfd.migrate._sizes import amount, whole
from bbfd.template import UNKNOWN, Document

Raw = Mapping[str, Any]
Unsaid = Callable[[str], None]
_SAID = {
    *(
        "Name",
        "Image",
        "Cpu",
        "Memory",
        "MemoryReservation",
        "Essential",
        "PortMappings",
        "Command",
    ),
    *("EntryPoint", "Environment", "Secrets", "HealthCheck", "User", "WorkingDirectory"),
    *("ReadonlyRootFilesystem", "StopTimeout", "MountPoints", "LogConfiguration"),
}
_NUMBERS = {
    "cpu": ("Cpu", "vcpu"),
    "memory": ("Memory", "gb"),
    "memory_reservation": ("MemoryReservation", "gb"),
    "stop_timeout": ("StopTimeout", "s"),
}
_TEXTS = {"user": "User", "working_directory": "WorkingDirectory"}
_HEALTH = {
    "interval": "Interval",
    "timeout": "Timeout",
    "retries": "Retries",
    "start_period": "StartPeriod",
}


def text_of(document: Document, raw: Any) -> str | None:
    """A known text or number as text; None of anything else."""
    value = document.value(raw)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else None


def texts_of(document: Document, raw: Any) -> tuple[str, ...] | None:
    """Known texts; None if one of them is not known, or it is no list."""
    value = document.value(raw)
    if not isinstance(value, list):
        return None
    found = [text_of(document, each) for each in value]
    return tuple(each for each in found if each is not None) if None not in found else None


def container(document: Document, body: Raw, unsaid: Unsaid) -> Call:
    """The container; what cannot be said of it is told to `unsaid`."""
    name = text_of(document, body.get("Name")) or "app"

    def missing(what: str) -> None:
        unsaid(f"container {name}: {what}")

    fields: dict[str, Any] = {"image": _image(document, body, missing), "name": name}
    fields |= _port(document, body, missing)
    for field, key in (("command", "Command"), ("entry_point", "EntryPoint")):
        words = texts_of(document, body.get(key)) if key in body else ()
        if words is None:
            missing(f"{key} is not known here")
        elif words:
            fields[field] = words
    variables = dict(_variables(document, body, missing))
    fields |= {"variables": variables} if variables else {}
    fields |= _plain(document, body, missing)
    fields |= _health(document, body, missing)
    for key in body:
        if key not in _SAID and document.value(body[key]) not in (None, [], {}):
            missing(f"{key} is not a field of a Container")
    return Call("Container", fields)


def _image(document: Document, body: Raw, missing: Unsaid) -> Any:
    image = text_of(document, body.get("Image"))
    if image is None:
        missing(
            "its image is given from outside: Repository() stands for it, of a sidecar with tag="
        )
        return Call("Repository", {})
    last = image.rpartition("/")[2]
    return image if ":" in last or "@" in last else f"{image}:latest"


def _port(document: Document, body: Raw, missing: Unsaid) -> dict[str, Any]:
    ports = [
        text_of(document, each.get("ContainerPort"))
        for _, each in document.entries(body.get("PortMappings"))
        if isinstance(each, dict)
    ]
    if len(ports) > 1:
        missing(f"it listens at more than one port: {', '.join(map(str, ports))}")
    first = next(iter(ports), None)
    if ports and not (first and first.isdecimal()):
        missing("the port that it listens at is not known here: say port=")
    return {"port": int(first)} if first and first.isdecimal() else {}


def _variables(document: Document, body: Raw, missing: Unsaid) -> Iterator[tuple[str, str]]:
    for _, each in document.entries(body.get("Environment")):
        if isinstance(each, dict):
            name, value = (text_of(document, each.get(key)) for key in ("Name", "Value"))
            if name is not None and value is not None:
                yield name, value
            else:
                missing(f"the value of the variable {name or '?'} is not known here")


def _plain(document: Document, body: Raw, missing: Unsaid) -> dict[str, Any]:
    """Fields of one number or text."""
    found: dict[str, Any] = {}
    for field, (key, unit) in _NUMBERS.items():
        number = amount(document.value(body.get(key)), unit)
        found |= {field: number} if number else {}
        if document.value(body.get(key)) is UNKNOWN:
            missing(f"{key} is not known here")
    for field, key in _TEXTS.items():
        text = text_of(document, body.get(key))
        found |= {field: text} if text else {}
    if text_of(document, body.get("Essential")) in ("false", "False"):
        found["essential"] = False
    if text_of(document, body.get("ReadonlyRootFilesystem")) in ("true", "True"):
        found["read_only"] = True
    return found


def _health(document: Document, body: Raw, missing: Unsaid) -> dict[str, Any]:
    check = document.value(body.get("HealthCheck"))
    if not isinstance(check, dict):
        if check is UNKNOWN:
            missing("its health check is not known here")
        return {}
    words = texts_of(document, check.get("Command"))
    if not words or words[0] not in ("CMD", "CMD-SHELL"):
        missing("the command of its health check is not known here")
        return {}
    command: Any = words[1] if words[0] == "CMD-SHELL" and len(words) == 2 else words[1:]
    fields = {"command": command}
    for field, key in _HEALTH.items():
        number = whole(document.value(check.get(key)))
        fields |= {field: number} if number is not None else {}
    return {"healthy": Call("Healthy", fields)}


def features(document: Document, task: Raw, main: str, unsaid: Unsaid) -> tuple[Call, ...]:
    """Secrets and volumes that live as long as the task."""
    plain = set(_plain_volumes(document, task, unsaid))
    found: list[Call] = []
    for _, body in document.entries(task.get("ContainerDefinitions")):
        if isinstance(body, dict):
            name = text_of(document, body.get("Name")) or "app"
            whose = {} if name == main else {"container": name}
            found += _secrets(document, body, whose, unsaid)
            found += _mounts(document, body, whose, plain)
    return tuple(found)


def _plain_volumes(document: Document, task: Raw, unsaid: Unsaid) -> Iterator[str]:
    for _, volume in document.entries(task.get("Volumes")):
        if isinstance(volume, dict):
            name = text_of(document, volume.get("Name")) or "?"
            if set(volume) <= {"Name"}:
                yield name
            else:
                unsaid(f"the volume {name}: a definition has Scratch volumes alone")


def _secrets(
    document: Document, body: Raw, whose: dict[str, str], unsaid: Unsaid
) -> Iterator[Call]:
    for _, each in document.entries(body.get("Secrets")):
        name = text_of(document, each.get("Name")) if isinstance(each, dict) else None
        source = text_of(document, each.get("ValueFrom")) if isinstance(each, dict) else None
        if name is None or source is None:
            unsaid(f"where the secret {name or '?'} is from is not known here")
            continue
        yield Call("Secret", {"variable": name, **_source(source), **whose})


def _source(source: str) -> dict[str, str]:
    if ":secretsmanager:" in source:
        parts = source.split(":")
        key = {"key": parts[7]} if len(parts) > 7 and parts[7] else {}
        return {"secret": ":".join(parts[:7]), **key}
    if ":parameter/" in source:
        return {"parameter": "/" + source.partition(":parameter/")[2]}
    return {"parameter": source}


def _mounts(
    document: Document, body: Raw, whose: dict[str, str], plain: set[str]
) -> Iterator[Call]:
    for _, mount in document.entries(body.get("MountPoints")):
        if isinstance(mount, dict):
            name, path = (
                text_of(document, mount.get(key)) for key in ("SourceVolume", "ContainerPath")
            )
            if name in plain and path:
                only = text_of(document, mount.get("ReadOnly")) in ("true", "True")
                read_only = {"read_only": True} if only else {}
                yield Call("Scratch", {"path": path, "name": name, **read_only, **whose})
