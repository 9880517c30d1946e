"""What comes with containers of its own: a log router, a collector of traces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.errors import Place
from bbfd.features._destinations import ToBucket, ToFirehose, ToKinesis, ToLogs, ToPlugin
from bbfd.features.firelens import FireLens
from bbfd.features.tracing import Tracing
from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import EC2
from bbfd.launch.fargate import Fargate
from bbfd.launch.host import Host
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.outlet import Router
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import ENVIRONMENT, WORKER, properties, stack

BESIDE = Container(image="b:1", name="b")
ARN = "arn:${AWS::Partition}"


def using(*uses: Any, **fields: Any) -> Workload:
    return replace(WORKER, uses=uses, **fields)


def containers(made: Stack) -> dict[str, Any]:
    return {each["Name"]: each for each in properties(made, "Task")["ContainerDefinitions"]}


def granted(made: Stack, role: str = "TaskRole") -> list[tuple[list[str], list[Any]]]:
    found = properties(made, role).get("Policies", [])
    statements = [s for policy in found for s in policy["PolicyDocument"]["Statement"]]
    return [(each["Action"], each["Resource"]) for each in statements]


def refused(workload: Workload) -> list[str]:
    made = service_stack(
        Definition("web", workload, "w.py"), Definition("test", ENVIRONMENT, "e.py")
    )
    assert all(each.fix and each.field for each in made.refusals)
    return [each.what for each in made.refusals]


def broken(workload: Workload) -> set[str]:
    read = document(stack(workload).body, lambda *_: Place("w.py"))
    return {finding.rule for finding in check(read, all_rules())}


def test_output_goes_through_a_router_whose_own_goes_to_the_log_group() -> None:
    made = containers(stack(using(FireLens())))
    assert made["app"]["LogConfiguration"] == {
        "LogDriver": "awsfirelens",
        "Options": {
            "Name": "cloudwatch_logs",
            "region": {"Ref": "AWS::Region"},
            "log_group_name": {"Ref": "Logs"},
            "log_stream_prefix": "routed/",
        },
    }
    router = made["log-router"]
    assert router["FirelensConfiguration"] == {
        "Type": "fluentbit",
        "Options": {"enable-ecs-log-metadata": "true"},
    }
    assert router["Essential"] is True
    assert router["LogConfiguration"]["LogDriver"] == "awslogs"
    assert broken(using(FireLens())) == set()


@pytest.mark.parametrize(
    ("to", "options", "grant"),
    [
        (ToLogs(), {"log_group_name": {"Ref": "Logs"}}, ["logs:CreateLogStream", "Logs"]),
        (
            ToLogs(group="/{environment}/x", prefix="p-"),
            {"log_group_name": "/test/x", "log_stream_prefix": "p-"},
            ["logs:PutLogEvents", ":logs:eu-west-1:123456789012:log-group:/test/x:*"],
        ),
        (
            ToFirehose(stream="{environment}-logs"),
            {"Name": "kinesis_firehose", "delivery_stream": "test-logs"},
            ["firehose:PutRecordBatch", ":deliverystream/test-logs"],
        ),
        (
            ToKinesis(stream="logs", only="log"),
            {"Name": "kinesis_streams", "stream": "logs", "log_key": "log"},
            ["kinesis:PutRecords", ":kinesis:eu-west-1:123456789012:stream/logs"],
        ),
        (
            ToBucket(bucket="logs-{account}", prefix="/{service}/", every=5),
            {
                "Name": "s3",
                "bucket": "logs-123456789012",
                "s3_key_format": "/web/%Y/%m/%d/$TAG-%H%M%S-$UUID",
                "upload_timeout": "5m",
            },
            ["s3:PutObject", ":s3:::logs-123456789012/web/*"],
        ),
    ],
)
def test_a_destination_says_its_options_and_what_the_tasks_may_write_to(
    to: Any, options: dict[str, Any], grant: list[str]
) -> None:
    made = stack(using(FireLens(to=to)))
    told = containers(made)["app"]["LogConfiguration"]["Options"]
    assert options.items() <= told.items()
    ((actions, resources),) = granted(made)
    assert grant[0] in actions
    assert grant[1] in str(resources)


def test_any_plugin_is_told_its_own_options_and_its_secrets_are_read_at_the_start() -> None:
    to = ToPlugin(plugin="datadog", plugin_options={"TLS": "on"}, secrets={"apikey": "datadog-key"})
    made = stack(using(FireLens(to=to)))
    log = containers(made)["app"]["LogConfiguration"]
    assert log["Options"] == {"Name": "datadog", "TLS": "on"}
    assert log["SecretOptions"] == [{"Name": "apikey", "ValueFrom": {"Ref": "DatadogKeyArn"}}]
    assert (["secretsmanager:GetSecretValue"], [{"Ref": "DatadogKeyArn"}]) in granted(
        made, "ExecutionRole"
    )
    assert granted(made) == []


def test_whose_output_is_routed_is_said_by_name() -> None:
    made = containers(stack(using(FireLens(containers=("b",)), sidecars=(BESIDE,))))
    drivers = {name: each["LogConfiguration"]["LogDriver"] for name, each in made.items()}
    assert drivers == {"app": "awslogs", "b": "awsfirelens", "log-router": "awslogs"}


def test_all_of_a_router_can_be_said() -> None:
    asked = FireLens(
        name="router",
        image="fluent/fluent-bit:3.1",
        memory=64,
        metadata=False,
        buffer=2048,
        configuration="/extra.conf",
    )
    made = containers(stack(using(asked)))
    router = made["router"]
    assert router["Image"] == "fluent/fluent-bit:3.1"
    assert router["MemoryReservation"] == 64
    assert router["FirelensConfiguration"]["Options"] == {
        "enable-ecs-log-metadata": "false",
        "config-file-type": "file",
        "config-file-value": "/extra.conf",
    }
    assert made["app"]["LogConfiguration"]["Options"]["log-driver-buffer-limit"] == "2048"


def test_a_file_in_s3_is_read_with_the_execution_role_and_not_on_fargate() -> None:
    asked = using(FireLens(configuration="arn:aws:s3:::config/extra.conf"))
    made = stack(replace(asked, runs_on=EC2()))
    options = containers(made)["log-router"]["FirelensConfiguration"]["Options"]
    assert options["config-file-type"] == "s3"
    assert granted(made, "ExecutionRole")[1:] == [
        (["s3:GetObject"], ["arn:aws:s3:::config/extra.conf"]),
        (["s3:GetBucketLocation"], ["arn:aws:s3:::config"]),
    ]
    assert "FIRELENS-S3-CONFIG" in broken(asked)


def test_what_no_router_can_do_is_refused() -> None:
    wrong = FireLens(configuration="extra.conf", buffer=-1, containers=("log-router",))
    assert len(refused(using(wrong))) == 3
    assert "every 0 minutes" in refused(using(FireLens(to=ToBucket(bucket="b", every=0))))[0]
    for to in (
        ToLogs(group="{x}"),
        ToFirehose(stream="{x}"),
        ToKinesis(stream="{x}"),
        ToBucket(bucket="{x}"),
        ToPlugin(plugin="a", secrets={"k": "{x}"}),
    ):
        (what,) = refused(using(FireLens(to=to)))
        assert "{x}" in what
    assert "there is none" in refused(using(FireLens(containers=("x",))))[0]
    assert "several routes" in refused(using(FireLens(), FireLens(name="second")))[0]


@pytest.mark.parametrize(
    "options",
    [
        {"apikey": "0123456789"},
        {"splunk_token": "0123456789"},
        {"HTTP_Passwd": "0123456789"},
        {"licenseKey": "0123456789"},
        {"header": "Authorization Bearer 0123456789"},
    ],
)
def test_no_secret_is_written_among_the_options_of_a_plugin(options: dict[str, str]) -> None:
    (what,) = refused(using(FireLens(to=ToPlugin(plugin="http", plugin_options=options))))
    assert next(iter(options)) in what
    assert "0123456789" not in what


def test_windows_has_no_router() -> None:
    windows = Fargate(system="WINDOWS_SERVER_2022_CORE", cpu=1024, memory=2048)
    assert "FARGATE-WINDOWS-PARAMS" in broken(using(FireLens(), runs_on=windows))
    assert broken(replace(WORKER, runs_on=windows)) == set()


def test_a_task_has_one_router() -> None:
    two = using(FireLens(), FireLens(name="second", containers=("b",)), sidecars=(BESIDE,))
    assert "FIRELENS-TWO-ROUTERS" in broken(two)
    fluentd = replace(BESIDE, router=Router(type="fluentd", options={"a": "b"}))
    made = containers(stack(replace(WORKER, sidecars=(fluentd,))))
    assert made["b"]["FirelensConfiguration"] == {"Type": "fluentd", "Options": {"a": "b"}}


def variables(container: Any) -> dict[str, Any]:
    return {each["Name"]: each["Value"] for each in container.get("Environment", ())}


def test_a_collector_of_traces_runs_beside_and_the_application_is_told() -> None:
    made = stack(using(Tracing()))
    found = containers(made)
    assert variables(found["app"]) == {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_SERVICE_NAME": "web",
    }
    collector = found["tracing"]
    assert collector["Command"] == ["--config=/etc/ecs/ecs-xray.yaml"]
    assert collector["Essential"] is False
    assert collector["RestartPolicy"]["Enabled"] is True
    assert collector["HealthCheck"]["Command"] == ["CMD", "/healthcheck"]
    ((actions, resources),) = granted(made)
    assert "xray:PutTraceSegments" in actions
    assert all(action.startswith("xray:") for action in actions)
    assert resources == ["*"]
    assert broken(using(Tracing())) == set()


def test_what_the_definition_says_of_a_variable_wins() -> None:
    own = Container(image="w:1", variables={"OTEL_SERVICE_NAME": "mine"})
    made = containers(stack(using(Tracing(), container=own)))
    assert variables(made["app"])["OTEL_SERVICE_NAME"] == "mine"


def test_metrics_are_lines_of_one_log_group_that_the_collector_may_write() -> None:
    made = stack(using(Tracing(metrics=True)))
    assert containers(made)["tracing"]["Command"] == ["--config=/etc/ecs/ecs-default-config.yaml"]
    (_, (actions, resources)) = granted(made)
    assert actions == ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    group = f"{ARN}:logs:eu-west-1:123456789012:log-group:/aws/ecs/application/metrics"
    assert resources == [{"Fn::Sub": group}, {"Fn::Sub": f"{group}:*"}]


def test_all_of_a_collector_can_be_said() -> None:
    asked = Tracing(
        configuration="receivers: {}",
        container="b",
        name="collector",
        image="otel/opentelemetry-collector:0.120.0",
        memory=128,
        metrics=True,
    )
    made = stack(using(asked, sidecars=(BESIDE,)))
    found = containers(made)
    assert "Environment" not in found["app"]
    assert "OTEL_SERVICE_NAME" in variables(found["b"])
    collector = found["collector"]
    assert collector["Image"] == "otel/opentelemetry-collector:0.120.0"
    assert collector["MemoryReservation"] == 128
    assert "Command" not in collector
    assert variables(collector) == {"AOT_CONFIG_CONTENT": "receivers: {}"}
    assert len(granted(made)) == 1


def test_a_collector_at_localhost_is_refused_where_each_container_has_its_own() -> None:
    (what,) = refused(using(Tracing(), runs_on=EC2(network_mode=Bridge())))
    assert "localhost" in what
    assert refused(using(Tracing(), runs_on=EC2(network_mode=Host()))) == []
    assert refused(using(FireLens(), runs_on=EC2(network_mode=Bridge()))) == []
