from typing import Any

from bbfd.errors import Place
from bbfd.rules import Finding, Level, merged


def finding(rule: str, source: str, *path: str | int, **more: Any) -> Finding:
    fields: dict[str, Any] = {
        "level": Level.ERROR,
        "title": "t",
        "aws_error": "e",
        "fix": "f",
        "doc": "d",
        "resource": "Task",
        "detail": "x",
        "document": "t.yaml",
        "where": lambda: Place("t.yaml"),
    }
    return Finding(rule=rule, source=source, path=path, **{**fields, **more})


def kept(*findings: Finding) -> list[tuple[str, str]]:
    return [(each.rule, each.source) for each in merged(findings)]


def test_ours_stands_for_what_others_say_about_the_same_property() -> None:
    assert kept(
        finding("E3047", "cfn-lint", "Cpu"), finding("FARGATE-CPU-VALUE", "bbfd", "Cpu")
    ) == [("FARGATE-CPU-VALUE", "bbfd")]


def test_ours_stands_for_what_others_say_is_missing_above_it() -> None:
    ours = finding("FARGATE-CPU-REQUIRED", "bbfd", "Cpu", also=("E3048",))
    assert kept(ours, finding("E3048", "cfn-lint")) == [("FARGATE-CPU-REQUIRED", "bbfd")]
    assert len(kept(ours, finding("E3003", "cfn-lint"))) == 2


def test_a_size_that_does_not_fit_is_one_matter_whichever_half_is_named() -> None:
    ours = finding("FARGATE-CPU-MEMORY", "bbfd", "Memory", also=("E3047", "E3048"))
    assert len(kept(ours, finding("E3047", "cloudformation-validate", "Cpu"))) == 1
    assert len(kept(ours, finding("E3047", "cfn-lint", "Cpu", resource="Other"))) == 2
    assert len(kept(ours, finding("E3048", "cfn-lint", "NetworkMode"))) == 2


def test_a_warning_of_ours_hides_no_error_of_others() -> None:
    ours = finding("IMAGE-LATEST-TAG", "bbfd", "Image", level=Level.WARNING)
    assert len(kept(ours, finding("E3031", "cfn-lint", "Image"))) == 2


def test_another_resource_is_another_matter() -> None:
    ours = finding("FARGATE-CPU-VALUE", "bbfd", "Cpu")
    assert len(kept(ours, finding("E3047", "cfn-lint", "Cpu", resource="Other"))) == 2


def test_two_validators_about_one_thing_are_heard_once_the_graver() -> None:
    native = finding("W3030", "cloudformation-validate", "LaunchType", level=Level.WARNING)
    linted = finding("E3030", "cfn-lint", "LaunchType")
    assert kept(native, linted) == [("E3030", "cfn-lint")]
    assert kept(linted, native) == [("E3030", "cfn-lint")]


def test_paths_may_name_functions_or_leave_indexes_out() -> None:
    native = finding("F1020", "cloudformation-validate", "TaskDefinition")
    assert len(kept(native, finding("E1020", "cfn-lint", "TaskDefinition", "Ref"))) == 1
    native = finding("F3002", "cloudformation-validate", "Volumes", "Bad")
    assert len(kept(native, finding("E3002", "cfn-lint", "Volumes", 0, "Bad"))) == 1
    assert len(kept(native, finding("E3002", "cfn-lint", "Volumes", 0, "Worse"))) == 2


def test_one_validator_may_say_two_things() -> None:
    assert len(kept(finding("E3002", "cfn-lint", "A"), finding("E3002", "cfn-lint", "A"))) == 2


def test_what_is_numbered_in_two_ways_is_one_matter() -> None:
    native = finding("F0005", "cloudformation-validate", "Rolle", resource="")
    assert len(kept(native, finding("E1001", "cfn-lint", "Rolle", resource=""))) == 1
    assert len(kept(native, finding("E1019", "cfn-lint", "Rolle", resource=""))) == 2


def test_ours_stands_for_what_is_below_it_where_it_says_so() -> None:
    ours = finding("SHAPE", "bbfd", "NetworkConfiguration", also=("E3002",))
    below = finding("F3002", "cloudformation-validate", "NetworkConfiguration", "Subnets")
    beside = finding("F3002", "cloudformation-validate", "Networking", "Subnets")
    assert len(kept(ours, below)) == 1
    assert len(kept(ours, beside)) == 2
