"""cfn-lint and AWS's own validator find nothing in what environments and registries are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cloudformation_validate import RegoEngine

from bbfd.build.environment import registry_stack
from bbfd.model.container import Repository
from bbfd.model.environment import (
    Capacity,
    Certificate,
    Domain,
    ExistingCapacity,
    ExistingCluster,
    LoadBalancer,
    Registry,
)
from bbfd.model.network import Network

from .definitions import (
    CERTIFICATE,
    EXISTING_BALANCER,
    EXISTING_NETWORK,
    ZONE,
    environment,
    service,
    stack,
)

# Each value of each field at least once, and those together that meet in one property.
_ENVIRONMENTS: tuple[dict[str, Any], ...] = (
    {},
    {"network": Network.create(nat="one"), "capacity": Capacity(), "certificate": CERTIFICATE},
    {
        "network": Network.create("192.168.7.0/24", 4, "per-zone"),
        "capacity": Capacity(instance_type="t4g.small", architecture="ARM64", minimum=1),
        "certificate": Certificate.create("*.example.com", also=("example.com",)),
        "domain": Domain(name="dev.example.com"),
        "discovery": "dev.internal",
        "protected": True,
    },
    {"capacity": Capacity(), "certificate": Certificate.create("example.com", zone=ZONE)},
    {
        "network": EXISTING_NETWORK,
        "certificate": Certificate.lookup("example.com"),
        "load_balancer": LoadBalancer(internal=True, admit=("10.0.0.0/8", "2001:db8::/32")),
        "capacity": ExistingCapacity(provider="mine"),
        "domain": Domain(name="dev.example.com", zone=ZONE),
    },
    {
        "network": EXISTING_NETWORK,
        "load_balancer": EXISTING_BALANCER,
        "capacity": Capacity(),
        "domain": Domain(name="dev.example.com"),
    },
    {
        "network": Network.lookup({"Name": "a"}, public={"tier": "p"}, private={"tier": "q"}),
        "capacity": Capacity(),
    },
    {
        "network": Network.lookup({"Name": "a"}, public={"tier": "p"}),
        "cluster": ExistingCluster(name="there"),
        "load_balancer": None,
    },
)


def findings(body: Mapping[str, Any], folder: Path) -> list[str]:
    """What is more than a remark, of both."""
    text = json.dumps(body)
    file = folder / "template.json"
    file.write_text(text)
    theirs = RegoEngine().validate_template(str(file)).diagnostics
    return [f"{d.rule_id} {d.message}" for d in theirs if d.severity.name != "INFO"] + [
        f"{match.rule.id} {match.message}"
        for match in lint(text, config=ManualArgs(regions=["eu-west-1"]))
    ]


@pytest.mark.parametrize("changes", _ENVIRONMENTS)
def test_environments_are_clean(changes: dict[str, Any], tmp_path: Path) -> None:
    made = stack(**changes)
    assert made.refusals == ()
    assert findings(made.body, tmp_path) == []


@pytest.mark.parametrize("protected", [True, False])
def test_registries_are_clean(protected: bool, tmp_path: Path) -> None:
    services = [service("web", Repository()), service("job", Repository(name="team/job.1"))]
    made = registry_stack(Registry(), [environment(protected=protected)], services)
    assert findings(made.body, tmp_path) == []


def test_a_mistake_would_be_found(tmp_path: Path) -> None:
    body = json.loads(json.dumps(stack().body))
    body["Resources"]["Vpc"]["Properties"]["Cidr"] = "10.0.0.0/16"
    found = " ".join(findings(body, tmp_path))
    assert "E3002" in found
    assert "F3002" in found or found.count("3002") > 1
