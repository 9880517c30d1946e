"""What a resource type of the emulator's CloudFormation consists of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Properties = Mapping[str, Any]
# The physical id (what Ref gives) and the attributes (what Fn::GetAtt gives).
Made = tuple[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """What CloudFormation says of a resource when something is to be done about it.

    logical_id, stack: unknown ("") where it is deleted. physical_id: "" where it is created.
    before: the properties it has, where it is updated.
    """

    properties: Properties
    stack: str = ""
    logical_id: str = ""
    physical_id: str = ""
    before: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceType:
    """Three functions that act in the emulator's stores; each may raise ValueError, which fails the resource.

    create, update: answer what was made. delete: deleting what is gone is no error.
    replaced_by: the properties of which AWS says "Update requires: Replacement"; a change of one of them
        creates and deletes, and never comes to `update`.
    tagged: whether CloudFormation puts the stack's tags on it, as its property Tags.
    """

    name: str
    create: Callable[[Resource], Made]
    update: Callable[[Resource], Made]
    delete: Callable[[Resource], None]
    replaced_by: tuple[str, ...] = ()
    tagged: bool = False

    def handlers(self) -> dict[str, Any]:
        """The same in the shape in which ministack's provisioners register."""

        def create(logical_id: str, properties: Properties, stack: str) -> Made:
            return self.create(Resource(properties=properties, stack=stack, logical_id=logical_id))

        def update(
            physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str
        ) -> Made:
            resource = Resource(
                properties=new,
                before=old,
                stack=stack,
                logical_id=logical_id,
                physical_id=physical_id,
            )
            return self.update(resource)

        def delete(physical_id: str, properties: Properties) -> None:
            self.delete(Resource(properties=properties, physical_id=physical_id))

        return {
            "create": create,
            "update": update,
            "update_with_logical_id": True,
            "delete": delete,
        }


def camel(value: Any, *, verbatim: frozenset[str] = frozenset()) -> Any:
    """A template's PascalCase keys as the ECS API's camelCase; what is under a key in `verbatim` stays as it is."""
    if isinstance(value, list):
        return [camel(item, verbatim=verbatim) for item in value]
    if isinstance(value, Mapping):
        return {
            lowered(key): item if key in verbatim else camel(item, verbatim=verbatim)
            for key, item in value.items()
        }
    return value


def answered(response: tuple[int, Mapping[str, str], bytes], what: str) -> dict[str, Any]:
    """The body of a JSON answer of one of ministack's own handlers; ValueError where it refused."""
    status, _, body = response
    fields: dict[str, Any] = json.loads(body) if body else {}
    if status >= 400:
        raise ValueError(f"{what}: {fields.get('message') or fields.get('Message') or fields}")
    return fields


# Where more than the first letter is lowered, or where a template and the API say different words:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Types.html
_SPELT = {
    "EFSVolumeConfiguration": "efsVolumeConfiguration",
    "FSxWindowsFileServerVolumeConfiguration": "fsxWindowsFileServerVolumeConfiguration",
    "FilesystemId": "fileSystemId",
    "IAM": "iam",
    "PlacementStrategies": "placementStrategy",
    "Role": "role",
}


def lowered(key: str) -> str:
    """One key of a template as the ECS API spells it."""
    return _SPELT.get(key) or key[:1].lower() + key[1:]
