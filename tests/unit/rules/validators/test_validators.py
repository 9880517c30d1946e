import copy
from collections.abc import Callable
from typing import Any

import pytest

from bbfd.errors import Place
from bbfd.rules import Finding, Level, all_rules, check
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import Document, document, read
from tests.unit.rules.stacks import WEB

Validator = Callable[[Document], tuple[Finding, ...]]
BOTH = [cloudformation_validate.findings, cfn_lint.findings]
NAMES = ["cloudformation-validate", "cfn-lint"]
WRONG = WEB.replace("Family: web", "Familiy: web").replace(
    "ContainerPort: 80, Protocol", "ContainerPort: x, Protocol"
)


def seen(findings: tuple[Finding, ...]) -> list[tuple[str, Any, Level]]:
    return [(each.resource, each.path, each.level) for each in findings]


@pytest.mark.parametrize("validator", BOTH, ids=NAMES)
def test_a_stack_of_ours_has_no_error(validator: Validator) -> None:
    assert [each for each in validator(read(WEB, "t.yaml")) if each.level is Level.ERROR] == []


@pytest.mark.parametrize("validator", BOTH, ids=NAMES)
def test_what_is_found_has_our_paths_and_the_files_places(validator: Validator) -> None:
    findings = validator(read(WRONG, "t.yaml"))
    port = ("ContainerDefinitions", 0, "PortMappings", 0, "ContainerPort")
    assert ("Task", ("Familiy",), Level.ERROR) in seen(findings)
    assert ("Task", port, Level.ERROR) in seen(findings)
    lines = {each.path: each.place.line for each in findings}
    assert WRONG.splitlines()[lines["Familiy",] - 1].strip() == "Familiy: web"
    assert "ContainerPort: x" in WRONG.splitlines()[lines[port] - 1]
    assert all(each.fix and each.doc.startswith("https://") for each in findings)


@pytest.mark.parametrize("validator", BOTH, ids=NAMES)
def test_in_a_stack_of_ours_it_has_our_places(validator: Validator) -> None:
    body = copy.deepcopy(read(WRONG, "t.yaml").body)
    ours = document(
        body, lambda name, path: Place(f"{name}:{'.'.join(map(str, path))}"), name="web"
    )
    assert "Task:Familiy" in {each.place.file for each in validator(ours)}


@pytest.mark.parametrize("validator", BOTH, ids=NAMES)
def test_what_is_under_a_condition_keeps_its_path(validator: Validator) -> None:
    text = WEB.replace(
        "      Family: web\n", "      Volumes: !If [C, [{Name: a, Bad: 1}], !Ref 'AWS::NoValue']\n"
    )
    text += "Conditions: {C: !Equals [!Ref Cluster, x]}\n"
    findings = [each for each in validator(read(text, "t.yaml")) if each.path[-1:] == ("Bad",)]
    assert [each.path[0] for each in findings] == ["Volumes"]
    assert "Volumes" in text.splitlines()[findings[0].place.line - 1]


def test_the_ways_of_ecs_are_no_errors() -> None:
    text = WEB.replace("!GetAtt TaskRole.Arn", "!Ref TaskRole").replace(
        "!GetAtt ExecutionRole.Arn", "ecsTaskExecutionRole"
    )
    text = text.replace("LogDriver: awslogs", "logDriver: awslogs").replace(
        "Essential:", "essential:"
    )
    for validator in BOTH:
        assert all(each.level is Level.WARNING for each in validator(read(text, "t.yaml")))


def test_a_property_that_is_misspelt_stays_an_error() -> None:
    text = WEB.replace("Essential: true", "Entrypoint: [a]")
    for validator in BOTH:
        assert Level.ERROR in {each.level for each in validator(read(text, "t.yaml"))}


def test_a_validator_that_crashes_gives_no_clean_bill() -> None:
    findings = cfn_lint.findings(read("Resources: {A: hello}", "t.yaml"))
    assert "VALIDATOR-FAILED" in {each.rule for each in findings}
    broken = document({"Resources": {"A": object()}}, lambda *_: Place("x"), name="x")
    for validator in BOTH:
        (finding,) = validator(broken)
        assert (finding.rule, finding.level) == ("VALIDATOR-FAILED", Level.ERROR)


def test_beside_ours_nothing_is_said_twice() -> None:
    text = WEB.replace("      Cpu: '512'\n", "").replace("Family: web", "Familiy: web")
    findings = check(read(text, "t.yaml"), all_rules(), validators=BOTH)
    assert [(each.rule, each.source) for each in findings if each.level is Level.ERROR] == [
        ("FARGATE-CPU-REQUIRED", "bbfd"),
        ("F3002", "cloudformation-validate"),
    ]


def test_loading_may_begin_beside_other_work() -> None:
    cloudformation_validate.prepare()
    assert cloudformation_validate.findings(read(WEB, "t.yaml")) is not None


def worst(text: str, id: str) -> set[Level]:
    found = (each for validator in BOTH for each in validator(read(text, "t.yaml")))
    return {each.level for each in found if each.rule[1:] == id}


def test_a_condition_that_is_not_there_is_an_error_in_a_role_too() -> None:
    text = WEB.replace("!GetAtt TaskRole.Arn", "!If [NoSuch, !GetAtt TaskRole.Arn, x]")
    assert worst(text, "1028") == {Level.ERROR}


def test_to_wait_for_what_a_condition_may_leave_out_is_an_error() -> None:
    # "any resources that depend on that resource aren't created either": AWS's page of the Condition attribute
    text = WEB.replace("    DependsOn: Rule\n", "    DependsOn: [Rule, Extra]\n") + (
        "Conditions: {C: !Equals [!Ref Cluster, x]}\n"
    )
    text = text.replace(
        "Resources:", "Resources:\n  Extra: {Type: 'AWS::SNS::Topic', Condition: C}"
    )
    assert worst(text, "3005") == {Level.ERROR}
    assert worst(text.replace("[Rule, Extra]", "[Rule, Nothing]"), "3005") == {Level.ERROR}


def test_what_another_mixes_of_two_forms_of_a_template_is_no_error() -> None:
    text = WEB.replace("[FARGATE]", "[!If [C, FARGATE, EC2]]").replace(
        "      CapacityProviderStrategy:\n        - {CapacityProvider: FARGATE, Weight: 1}\n",
        "      LaunchType: !If [C, FARGATE, EC2]\n",
    )
    text += "Conditions: {C: !Equals [!Ref Cluster, x]}\n"
    assert worst(text, "3054") <= {Level.WARNING}


def test_a_mapping_in_place_of_a_text_is_an_error_whatever_its_keys() -> None:
    text = WEB.replace("{Name: STAGE, Value: prod}", "{Name: STAGE, Value: {a: 1}}")
    assert worst(text, "3012") == {Level.ERROR}
