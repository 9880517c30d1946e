"""Calls that read stacks, and that change what is not a resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.faults.fake.cloudformation.template import effective, parsed
from tests.faults.fake.failure import AwsFailure, validation

if TYPE_CHECKING:
    from tests.faults.fake.cloudformation.records import Goal, Json, Resource, Stack

_READ_STALE = ("UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS")


def page(items: list[Any], size: int, p: Json, key: str) -> Json:
    """One page of a listing."""
    start = int(p.get("NextToken") or 0)
    found: Json = {key: items[start : start + size]}
    if start + size < len(items):
        found["NextToken"] = str(start + size)
    return found


class StackCalls:
    """Of `CloudFormation`, which has the rest."""

    def DescribeStacks(self: Any, p: Json) -> Json:
        if p.get("StackName"):
            return {"Stacks": [self.described(self.stack_or_absent(p["StackName"]))]}
        there = [self.described(s) for s in reversed(self.stacks) if not s.gone]
        return page(there, self.page, p, "Stacks")

    def ListStacks(self: Any, p: Json) -> Json:
        wanted = p.get("StackStatusFilter", ())
        there = [
            {
                "StackId": s.id,
                "StackName": s.name,
                "StackStatus": s.status,
                "CreationTime": self.timeline.utc(s.created),
            }
            for s in reversed(self.stacks)
            if not wanted or s.status in wanted
        ]
        return page(there, self.page, p, "StackSummaries")

    def stack_or_absent(self: Any, name: str) -> Stack:
        """Raises what DescribeStacks says of a stack that is not there."""
        found = self.by_name(name)
        if found is None:
            raise validation(f"Stack with id {name} does not exist")
        return found

    def stack(self: Any, name: str) -> Stack:
        """Raises what the other calls say."""
        found = self.by_name(name)
        if found is None:
            raise validation(f"Stack [{name}] does not exist")
        return found

    def described(self: Any, stack: Stack) -> Json:
        if stack.shown and self.timeline.now < stack.shown[0]:
            return stack.shown[1]
        found: Json = {
            "StackId": stack.id,
            "StackName": stack.name,
            "StackStatus": stack.status,
            "CreationTime": self.timeline.utc(stack.created),
            "Parameters": self.parameters_of(stack.template, stack.parameters),
            "Tags": [{"Key": k, "Value": v} for k, v in stack.tags.items()],
            "Outputs": stack.outputs,
            "Capabilities": list(stack.capabilities),
            "DisableRollback": False,
            "EnableTerminationProtection": stack.protected,
            "RollbackConfiguration": {},
            "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
            "LastOperations": [
                {"OperationType": o.type, "OperationId": o.id}
                for o in reversed(stack.operations[-2:])
            ],
        }
        more = {
            "StackStatusReason": stack.reason,
            "ChangeSetId": stack.change_set,
            "ParentId": stack.parent,
            "RootId": stack.root,
            "RoleARN": stack.role,
            "DeploymentConfig": {"Mode": stack.mode} if stack.mode else None,
            "LastUpdatedTime": None if stack.updated is None else self.timeline.utc(stack.updated),
            "DeletionTime": None if stack.deleted is None else self.timeline.utc(stack.deleted),
        }
        return found | {k: v for k, v in more.items() if v}

    def parameters_of(self: Any, template: Json, values: dict[str, str]) -> list[Json]:
        found = []
        for name, value in values.items():
            declared = template.get("Parameters", {}).get(name, {})
            hidden = str(declared.get("NoEcho", "")).lower() == "true"
            found.append({"ParameterKey": name, "ParameterValue": "****" if hidden else value})
        return found

    def _summary(self: Any, held: Resource) -> Json:
        found = {
            "LogicalResourceId": held.logical,
            "PhysicalResourceId": held.physical,
            "ResourceType": held.type,
            "LastUpdatedTimestamp": self.timeline.utc(held.updated),
            "ResourceStatus": held.status,
        }
        return found | ({"ResourceStatusReason": held.reason} if held.reason else {})

    def ListStackResources(self: Any, p: Json) -> Json:
        stack = self.stack_or_absent(p["StackName"])
        there = [self._summary(r) for r in stack.resources.values()]
        return page(there, 100, p, "StackResourceSummaries")

    def DescribeStackResources(self: Any, p: Json) -> Json:
        if p.get("PhysicalResourceId"):
            return {"StackResources": self._of_physical(p["PhysicalResourceId"])}
        stack = self.stack_or_absent(p["StackName"])
        return {"StackResources": [self._in(stack, r) for r in stack.resources.values()]}

    def DescribeStackResource(self: Any, p: Json) -> Json:
        stack = self.stack_or_absent(p["StackName"])
        held = stack.resources.get(p["LogicalResourceId"])
        if held is None:
            name = p["LogicalResourceId"]
            raise validation(f"Resource {name} does not exist for stack {stack.name}")
        found = self._in(stack, held)
        found["LastUpdatedTimestamp"] = found.pop("Timestamp")
        return {"StackResourceDetail": found}

    def _in(self: Any, stack: Stack, held: Resource) -> Json:
        found = self._summary(held) | {"StackId": stack.id, "StackName": stack.name}
        found["Timestamp"] = found.pop("LastUpdatedTimestamp")
        return found

    def _of_physical(self: Any, physical: str) -> list[Json]:
        for stack in self.stacks:
            if any(r.physical == physical and r.live for r in stack.resources.values()):
                return [self._in(stack, r) for r in stack.resources.values()]
        raise validation(f"Stack for {physical} does not exist")

    def GetTemplate(self: Any, p: Json) -> Json:
        if p.get("ChangeSetName"):
            made = self.change_set(p["ChangeSetName"], p.get("StackName", ""))
            return {"TemplateBody": made.goal.body, "StagesAvailable": ["Original", "Processed"]}
        stack = self.stack_or_absent(p["StackName"])
        body = stack.body or json.dumps(stack.template)
        return {"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]}

    def GetTemplateSummary(self: Any, p: Json) -> Json:
        name = p.get("StackName")
        template = self.stack_or_absent(name).template if name else parsed(self.body_of(p))
        parameters = [
            {"ParameterKey": name, "ParameterType": what.get("Type", "String")}
            | ({"DefaultValue": str(what["Default"])} if "Default" in what else {})
            for name, what in template.get("Parameters", {}).items()
        ]
        kinds = sorted({r["Type"] for r in template["Resources"].values()})
        return {"Parameters": parameters, "ResourceTypes": kinds}

    def ListExports(self: Any, p: Json) -> Json:
        there = [
            {"ExportingStackId": stack.id, "Name": name, "Value": value}
            for name, (stack, value) in self.exports().items()
        ]
        return page(there, 100, p, "Exports")

    def ListImports(self: Any, p: Json) -> Json:
        name = p["ExportName"]
        if not self.imports.get(name):
            raise validation(f"Export '{name}' is not imported by any stack.")
        return page(self.imports[name], 100, p, "Imports")

    def UpdateTerminationProtection(self: Any, p: Json) -> Json:
        stack = self.stack(p["StackName"])
        if stack.parent:
            raise validation(f"Termination protection cannot be set on nested stack {stack.name}")
        stack.protected = bool(p["EnableTerminationProtection"])
        return {"StackId": stack.id}

    def SetStackPolicy(self: Any, p: Json) -> Json:
        self.stack(p["StackName"]).policy = p.get("StackPolicyBody", "")
        return {}

    def GetStackPolicy(self: Any, p: Json) -> Json:
        policy = self.stack(p["StackName"]).policy
        return {"StackPolicyBody": policy} if policy else {}

    def body_of(self: Any, p: Json) -> str:
        """The template of a request."""
        body = p.get("TemplateBody")
        if body is None:
            body = self.world.s3.body_at(p["TemplateURL"])
            if body is None:
                raise validation("S3 error: The specified key does not exist.")
            if len(body.encode()) > 1_000_000:
                raise validation("Template may not exceed 1000000 bytes in size.")
        elif len(body.encode()) > 51_200:
            raise validation(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
                "Member must have length less than or equal to 51200"
            )
        return str(body)

    def goal_of(self: Any, p: Json, stack: Stack | None) -> Goal:
        """What a request would make of a stack."""
        from tests.faults.fake.cloudformation.records import Goal

        if p.get("UsePreviousTemplate") and stack is not None:
            body, template = stack.body, stack.template
        else:
            body = self.body_of(p)
            template = parsed(body)
        if len(template["Resources"]) > 500:
            number = len(template["Resources"])
            raise validation(
                f"Template format error: Number of resources, {number}, is greater than maximum allowed, 500"
            )
        _must_be_able(template, p.get("Capabilities", ()), self.asks_for)
        given = {}
        for one in p.get("Parameters", ()):
            key = one["ParameterKey"]
            if one.get("UsePreviousValue"):
                if stack is None or key not in stack.parameters:
                    raise validation(
                        f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true for a "
                        "parameter key not in the previous template"
                    )
                given[key] = stack.parameters[key]
            else:
                given[key] = one.get("ParameterValue", "")
        deployment = p.get("DeploymentConfig", {})
        # "If you don't specify this parameter, CloudFormation doesn't modify the stack's tags" (API_UpdateStack)
        tags = {t["Key"]: t["Value"] for t in p.get("Tags", ())}
        return Goal(
            template=template,
            body=body,
            parameters=effective(template, given),
            tags=dict(stack.tags) if stack is not None and "Tags" not in p else tags,
            capabilities=tuple(p.get("Capabilities", ())),
            role=p.get("RoleARN", ""),
            mode=deployment.get("Mode", "STANDARD"),
            rolls_back=deployment.get("Mode") != "EXPRESS"
            and not deployment.get("DisableRollback", False),
            on_failure=p.get("OnStackFailure", "ROLLBACK"),
        )


_NAMED = {"AWS::IAM::Role": "RoleName", "AWS::IAM::ManagedPolicy": "ManagedPolicyName"}


def _must_be_able(template: Json, given: Any, more: tuple[str, ...]) -> None:
    needed = set(more)
    for what in template["Resources"].values():
        kind = what.get("Type", "")
        if kind in _NAMED and _NAMED[kind] in what.get("Properties", {}):
            needed.add("CAPABILITY_NAMED_IAM")
        elif kind.startswith("AWS::IAM::") and not needed:
            needed.add("CAPABILITY_IAM")
    if "CAPABILITY_NAMED_IAM" in needed or "CAPABILITY_NAMED_IAM" in given:
        needed.discard("CAPABILITY_IAM")
    if template.get("Transform"):
        needed.add("CAPABILITY_AUTO_EXPAND")
    missing = sorted(needed - set(given))
    if missing:
        raise AwsFailure(
            "InsufficientCapabilitiesException", f"Requires capabilities : [{', '.join(missing)}]"
        )
