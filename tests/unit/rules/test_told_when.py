"""What is wrong under some conditions only says under which: those that decide it, and no more than are read."""

import time

from bbfd.rules import all_rules, check
from bbfd.rules._examples import TASK
from bbfd.template import read

RULES = all_rules()


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


def test_a_text_of_beginnings_without_an_end_is_read_quickly() -> None:
    text = TASK.replace("nginx:1.29", "!Sub '" + "${" * 30_000 + "'")
    start = time.perf_counter()
    details(text)
    assert time.perf_counter() - start < 2
