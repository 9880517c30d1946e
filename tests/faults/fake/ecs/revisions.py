"""Revisions of task definitions: listed, deregistered, deleted."""

from __future__ import annotations

from typing import Any

from tests.faults.fake.failure import AwsFailure

Json = dict[str, Any]


class RevisionCalls:
    """Of `Ecs`, which has the rest."""

    def ListTaskDefinitions(self: Any, p: Json) -> Json:
        family, active = p.get("familyPrefix"), p.get("status", "ACTIVE") == "ACTIVE"
        found = [
            arn
            for arn in self.definitions
            if (arn not in self.inactive) == active
            and family in (None, arn.rpartition("/")[2].rpartition(":")[0])
        ]
        return {"taskDefinitionArns": found[::-1] if p.get("sort") == "DESC" else found}

    def DeregisterTaskDefinition(self: Any, p: Json) -> Json:
        arn = p["taskDefinition"]
        if arn not in self.definitions:
            raise AwsFailure("ClientException", "The specified task definition does not exist.")
        self.inactive.add(arn)
        return {"taskDefinition": {"taskDefinitionArn": arn, "status": "INACTIVE"}}

    def DeleteTaskDefinitions(self: Any, p: Json) -> Json:
        if len(p["taskDefinitions"]) > 10:
            raise AwsFailure("InvalidParameterException", "more than 10 task definitions")
        failures = []
        for arn in p["taskDefinitions"]:
            if arn in self.definitions and arn not in self.inactive:
                failures.append({"arn": arn, "reason": "The task definition is active."})
            else:
                self.definitions.pop(arn, None)
        return {"taskDefinitions": [], "failures": failures}
