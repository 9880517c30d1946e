"""An environment's stack and a service's stack, as ours look, small enough to read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/hello:1"
_HERE = Path(__file__).parent


def text(template: dict[str, Any]) -> str:
    return json.dumps(template)


def environment() -> dict[str, Any]:
    return _read("environment")


def service(
    *, image: str = IMAGE, count: int = 2, port: int = 80, priority: int = 1000
) -> dict[str, Any]:
    template = _read("service")
    made = {name: item["Properties"] for name, item in template["Resources"].items()}
    container = made["Task"]["ContainerDefinitions"][0]
    container["Image"] = image
    container["PortMappings"][0]["ContainerPort"] = port
    made["Group"]["SecurityGroupIngress"][0].update(FromPort=port, ToPort=port)
    made["Targets"]["Port"] = port
    made["Rule"]["Priority"] = priority
    made["Service"]["DesiredCount"] = count
    made["Service"]["LoadBalancers"][0]["ContainerPort"] = port
    made["Scaled"].update(MinCapacity=count, MaxCapacity=count + 4)
    return template


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found
