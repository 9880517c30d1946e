"""Each shim is there because troposphere lacks something. Where one of these fails, remove the shim."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from troposphere import AWSObject, AWSProperty, codebuild, ecs, rds

from bbfd.build.shims import aurora, gateway, platform, service, source_auth
from bbfd.launch.fargate import Fargate
from tests.unit.examples import properties, stack, web

HERE = Path(service.__file__).parent


def test_troposphere_knows_no_gateway() -> None:
    assert not hasattr(ecs, "Gateway")
    assert not hasattr(ecs, "GatewayClusterAssociations")


def test_troposphere_knows_no_connectors_of_a_service() -> None:
    assert "GatewayConnectors" not in ecs.Service.props


def test_troposphere_refuses_tasks_on_machines_of_ones_own(capsys: Any) -> None:
    with pytest.raises(ValueError, match="Launch Type"):
        ecs.Service("Service", LaunchType="EXTERNAL")
    assert service.Service("Service", LaunchType="EXTERNAL").LaunchType == "EXTERNAL"
    capsys.readouterr()  # troposphere says it there, too


def test_troposphere_refuses_windows_server_2025() -> None:
    said = {"CpuArchitecture": "X86_64", "OperatingSystemFamily": "WINDOWS_SERVER_2025_CORE"}
    with pytest.raises(ValueError, match="OperatingSystemFamily"):
        ecs.RuntimePlatform(**said).to_dict()
    assert platform.RuntimePlatform(**said).to_dict() == said


def test_a_task_may_run_on_windows_server_2025() -> None:
    wanted = Fargate(cpu=1024, memory=2048, system="WINDOWS_SERVER_2025_CORE")
    made = stack(web(runs_on=wanted))
    said = properties(made, "Task")["RuntimePlatform"]["OperatingSystemFamily"]
    assert said == "WINDOWS_SERVER_2025_CORE"


@pytest.mark.parametrize(("least", "most"), [(0, 1), (0.5, 256)])
def test_troposphere_refuses_an_aurora_that_pauses_and_one_that_is_large(
    least: float, most: float
) -> None:
    with pytest.raises(ValueError, match="capacity"):
        rds.ServerlessV2ScalingConfiguration(MinCapacity=least, MaxCapacity=most)
    said = aurora.ServerlessV2ScalingConfiguration(MinCapacity=least, MaxCapacity=most)
    assert said.to_dict() == {"MinCapacity": least, "MaxCapacity": most}


def test_troposphere_refuses_a_source_that_is_read_through_a_connection() -> None:
    said = {
        "Type": "CODECONNECTIONS",
        "Resource": "arn:aws:codeconnections:eu-west-1:1:connection/a",
    }
    with pytest.raises(ValueError, match="SourceAuth Type"):
        codebuild.SourceAuth(**said).to_dict()
    assert source_auth.SourceAuth(**said).to_dict() == said
    known = schema("AWS::CodeBuild::Project")["definitions"]["SourceAuth"]["properties"]
    assert "Resource" in known


def test_every_shim_is_looked_at_here() -> None:
    assert {path.stem for path in HERE.glob("[a-z]*.py")} == {
        "aurora",
        "gateway",
        "platform",
        "service",
        "source_auth",
    }


# --- and what they add is what CloudFormation has ---------------------------------------------------------------------


def schema(resource: str) -> Any:
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource).schema


def classes() -> Iterator[tuple[str, type[Any], Any]]:
    """Each class of ours, with the schema of what it stands for."""
    for name, resource in (
        ("gateway", "AWS::ECS::Gateway"),
        ("gateway", "AWS::ECS::GatewayClusterAssociations"),
        ("service", "AWS::ECS::Service"),
    ):
        module, known = import_module(f"bbfd.build.shims.{name}"), schema(resource)
        for each in vars(module).values():
            if not isinstance(each, type) or each.__module__ != module.__name__:
                continue
            if issubclass(each, AWSProperty) and each.__name__ in known["definitions"]:
                yield each.__name__, each, known["definitions"][each.__name__]
            if issubclass(each, AWSObject) and each.resource_type == resource:
                yield each.__name__, each, known


@pytest.mark.parametrize(("name", "kind", "known"), [*classes()])
def test_a_shim_has_no_property_that_cloudformation_has_not(
    name: str, kind: type[Any], known: Any
) -> None:
    assert set(kind.props) - {"Role"} <= set(known["properties"]) | set(ecs.Service.props), name
    needed = {each for each, (_, required) in kind.props.items() if required}
    assert needed >= set(known.get("required", ())), name


def test_every_class_of_the_gateway_is_held_against_the_schema() -> None:
    ours = {
        n
        for n, each in vars(gateway).items()
        if getattr(each, "__module__", "") == gateway.__name__
    }
    assert ours <= {name for name, _, _ in classes()}
