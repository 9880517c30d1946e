"""An embedded AWS in a folder, seen through boto3, with the moves that most tests make."""

from __future__ import annotations

import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

import boto3

from bbfd.local import SECRET_KEY, Embedded
from tests.unit.local import templates

ACCOUNT = "111111111111"
REGION = "eu-west-1"
_numbers = itertools.count(1)


class World:
    def __init__(self, embedded: Embedded, folder: Path) -> None:
        self.folder = folder
        self.session = boto3.Session(
            aws_access_key_id=embedded.account,
            aws_secret_access_key=SECRET_KEY,
            region_name=embedded.region,
        )
        self.session.events.register("before-send", embedded)
        self._clients: dict[str, Any] = {}

    def __getitem__(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.session.client(service)
        return self._clients[service]

    def propose(self, stack: str, template: dict[str, Any], **more: Any) -> str:
        given = {
            "StackName": stack,
            "ChangeSetName": f"change-{os.getpid()}-{next(_numbers)}",
            "TemplateBody": templates.text(template),
            "ChangeSetType": "UPDATE" if self.status(stack) else "CREATE",
            "Capabilities": ["CAPABILITY_IAM"],
        }
        return str(self["cloudformation"].create_change_set(**{**given, **more})["Id"])

    def start(self, stack: str, template: dict[str, Any], **more: Any) -> None:
        identity = self.propose(stack, template, **more)
        self["cloudformation"].execute_change_set(ChangeSetName=identity)

    def deploy(self, stack: str, template: dict[str, Any], **more: Any) -> str:
        self.start(stack, template, **more)
        return self.settled(stack)

    def settled(self, stack: str) -> str:
        until = time.monotonic() + 20
        while self.status(stack).endswith("IN_PROGRESS"):
            assert time.monotonic() < until, "the stack did not settle"
            time.sleep(0.01)
        return self.status(stack)

    def status(self, stack: str) -> str:
        found = self["cloudformation"].describe_stacks()["Stacks"]
        return next((item["StackStatus"] for item in found if item["StackName"] == stack), "")

    def delete(self, stack: str) -> str:
        self["cloudformation"].delete_stack(StackName=stack)
        return self.settled(stack)

    def outputs(self, stack: str) -> dict[str, str]:
        found = self["cloudformation"].describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
        return {item["OutputKey"]: item["OutputValue"] for item in found}

    def parameters(self, stack: str) -> list[dict[str, str]]:
        outputs = self.outputs(stack)
        return [{"ParameterKey": k, "ParameterValue": v} for k, v in outputs.items()]

    def resources(self, stack: str) -> dict[str, str]:
        found = self["cloudformation"].describe_stack_resources(StackName=stack)["StackResources"]
        return {item["LogicalResourceId"]: item["PhysicalResourceId"] for item in found}

    def failures(self, stack: str) -> dict[str, str]:
        found = self["cloudformation"].describe_stack_events(StackName=stack)["StackEvents"]
        return {
            item["LogicalResourceId"]: item.get("ResourceStatusReason", "")
            for item in found
            if item["ResourceStatus"].endswith("_FAILED")
        }

    def statuses(self, stack: str) -> list[str]:
        """What the stack itself went through, oldest first."""
        found = self["cloudformation"].describe_stack_events(StackName=stack)["StackEvents"]
        own = [i["ResourceStatus"] for i in found if i["LogicalResourceId"] == stack]
        return list(reversed(own))

    def order(self, faults: dict[str, str | float]) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "faults.json").write_text(json.dumps(faults), encoding="utf-8")
