"""No more is told than is read, and in time: under which conditions something is wrong, and of many of a kind."""

import time

from bbfd.rules import all_rules, check
from bbfd.rules._examples import TASK
from bbfd.template import read

RULES = all_rules()
PORTS = next(rule for rule in RULES if rule.id == "PORT-RANGE-OVERLAP")


def details(text: str) -> list[str]:
    return [each.detail for each in check(read(text, "t.yaml"), RULES)]


def asking(count: int, cpu: str) -> str:
    """A template with so many parameters, each asked for by a condition of its own, C0 and so on."""
    names = range(count)
    parameters = "".join(
        f"  P{n}: {{Type: String, AllowedValues: [a, b], Default: a}}\n" for n in names
    )
    conditions = "".join(f"  C{n}: !Equals [!Ref P{n}, b]\n" for n in names)
    task = TASK.replace("Cpu: '512'", f"Cpu: {cpu}")
    return f"Parameters:\n{parameters}Conditions:\n{conditions}{task}"


def test_a_parameter_that_decides_nothing_is_not_named() -> None:
    for count in (2, 40):
        (one,) = details(asking(count, "!If [C1, '300', '512']"))
        assert one.endswith(" (when P1 is 'b')")


def test_two_that_decide_it_together_are_both_named() -> None:
    (one,) = details(asking(3, "!If [C0, !If [C2, '300', '512'], '512']"))
    assert one.endswith(" (when P0 is 'b', P2 is 'b')")


def test_of_many_that_decide_it_a_few_are_named_and_the_rest_counted() -> None:
    cpu = "'300'"
    for n in range(6):
        cpu = f"!If [C{n}, {cpu}, '512']"
    (one,) = details(asking(6, cpu))
    assert one.endswith(" (when P0 is 'b', P1 is 'b', P2 is 'b' and 3 more)")


def test_ranges_of_ports_that_are_one_and_the_same_are_told_once_each_and_quickly() -> None:
    ranges = "            - ContainerPortRange: 1000-2000\n" * 5000
    text = TASK.replace("            - ContainerPort: 80\n", ranges)
    start = time.perf_counter()
    assert len(check(read(text, "t.yaml"), [PORTS])) == 4999
    assert time.perf_counter() - start < 5


def test_patterns_of_more_wildcards_than_aws_takes_are_compared_quickly() -> None:
    rules = "".join(
        f"  R{n}:\n    Type: AWS::ElasticLoadBalancingV2::ListenerRule\n    Properties: {{ListenerArn: a, "
        f"Priority: {n}, Conditions: [{{Field: path-pattern, Values: ['{'*a' * 50}{n}*']}}], Actions: []}}\n"
        for n in range(1, 500)
    )
    start = time.perf_counter()
    details("Resources:\n" + rules)
    assert time.perf_counter() - start < 3


def test_a_text_of_beginnings_without_an_end_is_read_quickly() -> None:
    text = TASK.replace("nginx:1.29", "!Sub '" + "${" * 30_000 + "'")
    start = time.perf_counter()
    details(text)
    assert time.perf_counter() - start < 2
