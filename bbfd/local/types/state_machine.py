"""AWS::StepFunctions::StateMachine: kept and shown; nothing starts it by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.services import stepfunctions

from bbfd.local.resource_type import Made, Resource, ResourceType, answered


def _create(resource: Resource) -> Made:
    given = resource.properties
    named = given.get("StateMachineName") or f"{resource.logical_id}-{resource.stack}"
    said = {"name": str(named)[-80:], "type": given.get("StateMachineType", "STANDARD")}
    made = answered(stepfunctions._create_state_machine({**said, **_said(given)}), "StateMachine")
    return _made(made["stateMachineArn"])


def _update(resource: Resource) -> Made:
    arn = resource.physical_id
    said = {"stateMachineArn": arn, **_said(resource.properties)}
    answered(stepfunctions._update_state_machine(said), "StateMachine")
    return _made(arn)


def _delete(resource: Resource) -> None:
    stepfunctions._delete_state_machine({"stateMachineArn": resource.physical_id})


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    definition = given.get("DefinitionString") or json.dumps(given.get("Definition", {}))
    return {"definition": definition, "roleArn": given["RoleArn"]}


def _made(arn: str) -> Made:
    return arn, {"Arn": arn, "Name": arn.rpartition(":")[2]}


TYPES = (
    ResourceType(
        name="AWS::StepFunctions::StateMachine",
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("StateMachineName", "StateMachineType"),
    ),
)
