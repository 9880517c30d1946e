"""Variables of containers: texts, what other stacks tell, and files of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.errors import Place
from bbfd.features.environment_file import EnvironmentFile
from bbfd.features.private_registry import PrivateRegistry
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import Domain, ExistingCluster
from bbfd.model.launch import Tuning
from bbfd.model.reference import FromEnvironment, FromService
from bbfd.model.stack import FromSecret, FromStack, Stack
from bbfd.model.variables_file import variables_of
from bbfd.rules import all_rules, check
from bbfd.template import document
from tests.unit.examples import ENVIRONMENT, WORKER, environment, properties, stack


def variables(made: Stack, container: int = 0) -> dict[str, Any]:
    told = properties(made, "Task")["ContainerDefinitions"][container]["Environment"]
    return {each["Name"]: each["Value"] for each in told}


def sources(made: Stack) -> dict[str, Any]:
    return {each.name: each.source for each in made.parameters}


def told(**values: Any) -> Any:
    return replace(WORKER, container=Container(image="worker:1", variables=values))


def test_what_another_service_tells_is_a_parameter() -> None:
    made = stack(told(URL=FromService(service="orders", output="Url"), PLAIN="${x}"))
    assert variables(made) == {"URL": {"Ref": "OrdersUrl"}, "PLAIN": "${x}"}
    wanted = FromStack(stack="test-orders", output="Url", service="orders")
    assert sources(made)["OrdersUrl"] == wanted


def test_what_any_stack_tells_is_a_parameter() -> None:
    made = stack(told(LAKE=FromStack(stack="data-lake", output="Bucket")))
    assert variables(made) == {"LAKE": {"Ref": "DataLakeBucket"}}
    assert sources(made)["DataLakeBucket"] == FromStack(stack="data-lake", output="Bucket")


def test_what_the_environment_gives_to_all_is_the_parameter_that_all_have() -> None:
    wanted = told(
        VPC=FromEnvironment(output="Vpc"), SUBNETS=FromEnvironment(output="PrivateSubnets")
    )
    made = stack(wanted)
    assert variables(made) == {
        "VPC": {"Ref": "Vpc"},
        "SUBNETS": {"Fn::Join": [",", {"Ref": "PrivateSubnets"}]},
    }
    named = stack(
        told(C=FromEnvironment(output="Cluster")), environment(cluster=ExistingCluster(name="c"))
    )
    assert next(p.default for p in named.parameters if p.name == "Cluster") == "c"


def test_what_else_the_environment_tells_is_learned_from_its_stack() -> None:
    where = environment(domain=Domain(name="example.com"))
    made = stack(told(X=FromEnvironment(output="Something")), where)
    assert variables(made) == {"X": {"Ref": "EnvironmentSomething"}}
    wanted = FromStack(stack="bbfd-environment-test", output="Something")
    assert sources(made)["EnvironmentSomething"] == wanted


def test_a_variable_of_a_sidecar_or_of_one_environment_may_be_learned_too() -> None:
    tuned = Tuning(variables={"A": FromService(service="a", output="X")})
    beside = Container(image="b:1", name="b", variables={"B": FromService(service="b", output="Y")})
    made = stack(replace(told(A="none"), sidecars=(beside,), tuning={"test": tuned}))
    assert variables(made) == {"A": {"Ref": "AX"}}
    assert variables(made, 1) == {"B": {"Ref": "BY"}}
    assert {"AX", "BY"} <= sources(made).keys()


def test_two_that_mean_one_output_share_its_parameter() -> None:
    one = FromService(service="orders", output="Url")
    made = stack(told(A=one, B=one))
    assert [p.name for p in made.parameters].count("OrdersUrl") == 1


def statements(made: Stack) -> list[Any]:
    (policy,) = properties(made, "ExecutionRole")["Policies"]
    return list(policy["PolicyDocument"]["Statement"])[1:]


def test_files_of_variables_are_read_by_the_execution_role_alone() -> None:
    file = EnvironmentFile(bucket="config-{account}", key="{environment}/web.env")
    made = stack(replace(WORKER, uses=(file,)))
    task = properties(made, "Task")["ContainerDefinitions"][0]
    arn = "arn:${AWS::Partition}:s3:::config-123456789012"
    assert task["EnvironmentFiles"] == [{"Type": "s3", "Value": {"Fn::Sub": f"{arn}/test/web.env"}}]
    assert [(s["Action"], s["Resource"]) for s in statements(made)] == [
        (["s3:GetObject"], [{"Fn::Sub": f"{arn}/test/web.env"}]),
        (["s3:GetBucketLocation"], [{"Fn::Sub": arn}]),
    ]
    assert "Policies" not in properties(made, "TaskRole")


def test_what_encrypts_a_file_is_granted_on_behalf_of_s3_alone() -> None:
    file = EnvironmentFile(bucket="config", key="a.env", encryption_key="alias/app")
    (*_, decrypting) = statements(stack(replace(WORKER, uses=(file,))))
    assert decrypting["Resource"] == [{"Ref": "AliasAppArn"}]
    assert decrypting["Condition"] == {
        "StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
    }


def test_a_container_reads_its_files_in_the_order_they_are_said_in() -> None:
    beside = Container(image="b:1", name="b")
    uses = (
        EnvironmentFile(bucket="config", key="b.env", container="b"),
        EnvironmentFile(bucket="config", key="z.env"),
        EnvironmentFile(bucket="config", key="a.env"),
    )
    made = properties(stack(replace(WORKER, uses=uses, sidecars=(beside,))), "Task")
    read = [
        [each["Value"]["Fn::Sub"].rpartition("/")[2] for each in one["EnvironmentFiles"]]
        for one in made["ContainerDefinitions"]
    ]
    assert read == [["z.env", "a.env"], ["b.env"]]


def test_more_files_than_ecs_reads_break_a_rule() -> None:
    uses = tuple(EnvironmentFile(bucket="config", key=f"{n}.env") for n in range(11))
    found = check(
        document(stack(replace(WORKER, uses=uses)).body, lambda *_: Place("w.py")), all_rules()
    )
    assert "ENVFILE-MAX" in {finding.rule for finding in found}


def refused(*uses: Any) -> list[str]:
    workload = replace(WORKER, uses=uses)
    made = service_stack(
        Definition("web", workload, "w.py"), Definition("test", ENVIRONMENT, "e.py")
    )
    assert all(each.fix and each.field == "uses" for each in made.refusals)
    return [each.what for each in made.refusals]


def test_a_file_that_ecs_cannot_read_is_refused_for_all_that_is_wrong_with_it() -> None:
    wrong = EnvironmentFile(bucket="Config", key="web.txt", encryption_key="mine")
    assert len(refused(wrong)) == 3
    assert "{stage}" in refused(EnvironmentFile(bucket="config", key="{stage}/a.env"))[0]
    stray = EnvironmentFile(bucket="config", key="a.env", container="x")
    assert "there is none" in refused(stray)[0]


def test_an_image_is_pulled_with_what_the_execution_role_may_read() -> None:
    made = stack(replace(WORKER, uses=(PrivateRegistry(secret="docker-hub"),)))
    container = properties(made, "Task")["ContainerDefinitions"][0]
    credentials = {"CredentialsParameter": {"Ref": "DockerHubArn"}}
    assert container["RepositoryCredentials"] == credentials
    assert [s["Resource"] for s in statements(made)] == [
        [{"Ref": "DockerHubArn"}],
        [{"Ref": "DockerHubKeyArn"}],
    ]
    assert sources(made)["DockerHubArn"] == FromSecret(name="docker-hub")


def test_credentials_that_cannot_be_are_refused() -> None:
    assert len(refused(PrivateRegistry(secret="a b", encryption_key="mine"))) == 2
    one = PrivateRegistry(secret="a")
    assert "several credentials" in refused(one, PrivateRegistry(secret="b", container="app"))[0]
    assert "there is none" in refused(PrivateRegistry(secret="a", container="x"))[0]


def written(folder: Path, text: str) -> dict[str, str]:
    (folder / "web.env").write_text(text, encoding="utf-8")
    return dict(variables_of("web.env", beside=str(folder / "web.py")))


def test_a_file_beside_the_definition_holds_variables(tmp_path: Path) -> None:
    text = '# of the web\n\nA=1\nB_C = two words\r\nD=\nE="x"=y\n  # not this\n'
    assert written(tmp_path, text) == {"A": "1", "B_C": " two words", "D": "", "E": '"x"=y'}


@pytest.mark.parametrize("line", ["A", "=b", "A B=c", "export A=b"])
def test_a_line_that_says_something_else_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=r"web\.env:2: .* is not NAME=value"):
        written(tmp_path, f"A=1\n{line}\n")


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"web\.env"):
        variables_of("web.env", beside=str(tmp_path / "web.py"))
