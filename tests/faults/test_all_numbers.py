"""The 78 scenarios: each is one test function that is named by its number, is run, and asserts what all of them do.

Read from the sources, with `ast`: what is not collected, or skipped, cannot hide by that.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults import scenario

HERE = Path(__file__).parent
ALL = range(1, 79)
_NUMBERED = re.compile(r"test_?(\d+)(?:_|$)")
_PROPER = re.compile(r"test_\d\d_[a-z]+_")  # a second number, or `and`, would be two in one
_SKIPS = {"skip", "skipif", "skipIf", "skipUnless", "xfail", "importorskip", "SkipTest", "skipTest"}
_UNSEEN = {"__test__", "collect_ignore", "collect_ignore_glob"}
# What asserts exit code, budget, leftovers and last line; and what leads there from another file.
_HOLDS = scenario.holds.__name__
_LEADS_THERE = {_HOLDS, "play"}
# What it asserts is not known beforehand where chance has its hand in it: it asks the fake's truth itself.
_ASKS_ITSELF = {78: {"exit_code", "left_behind", "said_of", "truth", "calls"}}

Test = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> dict[str, str]:
    """Every file in which a scenario may be, or by which one may be left out."""
    every = [*HERE.glob("test_*.py"), *HERE.glob("conftest.py"), HERE.parent / "conftest.py"]
    return {
        path.name if path.parent == HERE else "../conftest.py": path.read_text(encoding="utf-8")
        for path in every
    }


def problems(files: Mapping[str, str]) -> list[str]:
    """What keeps a scenario from being one test that is run."""
    trees = {name: ast.parse(text) for name, text in files.items()}
    numbered = [(name, test) for name, tree in trees.items() for test in _numbered(tree)]
    counted = Counter(_number(test) for _, test in numbered)
    found = [f"{n:02}: missing" for n in ALL if not counted[n]]
    found += [f"{n:02}: {many} functions" for n, many in counted.items() if many > 1]
    found += [f"{n:02}: no such scenario" for n in counted if n not in ALL]
    for name, test in numbered:
        found += [f"{test.name}: {why}" for why in _wrong(test, trees[name])]
    for name in sorted({name for name, _ in numbered} | {n for n in files if "conftest" in n}):
        found += [f"{name}:{line}: {why}" for line, why in _left_out(trees[name])]
    return found


def _numbered(tree: ast.Module) -> Iterator[Test]:
    for node in ast.walk(tree):
        if isinstance(node, Test) and _NUMBERED.match(node.name):
            yield node


def _number(test: Test) -> int:
    found = _NUMBERED.match(test.name)
    assert found is not None
    return int(found[1])


def _wrong(test: Test, tree: ast.Module) -> Iterator[str]:
    words = test.name.split("_")[2:]
    if not _PROPER.match(test.name) or words[0] == "and":
        yield "not named as test_NN_what_holds, by one number"
    if test not in tree.body:
        yield "not a function of its module: it is not collected, or one that is in another's place"
    if isinstance(test, ast.AsyncFunctionDef):
        yield "a coroutine, which nobody awaits"
    reached, itself = _reached(test, tree), _ASKS_ITSELF.get(_number(test))
    if not (_LEADS_THERE & reached or (itself and itself <= reached)):
        yield f"does not come to {_HOLDS}(), which asserts exit code, budget, leftovers, last line"
    if any(_is_empty(mark) for mark in test.decorator_list):
        yield "has no parameters to be run with"


def _left_out(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        name = getattr(node, "attr", getattr(node, "id", ""))
        if isinstance(node, ast.alias):
            name = node.name.rpartition(".")[2]
        if name in _SKIPS:
            yield getattr(node, "lineno", 0), f"{name}: a scenario is never left out"
        if name in _UNSEEN:
            yield getattr(node, "lineno", 0), f"{name}: takes tests out of the collection"


def _is_empty(mark: ast.expr) -> bool:
    """Whether it is `parametrize` over nothing, which pytest takes for a skip."""
    if not (isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == "parametrize"):
        return False
    values = [*mark.args[1:2], *(k.value for k in mark.keywords if k.arg == "argvalues")]
    return any(isinstance(v, (ast.List, ast.Tuple)) and not v.elts for v in values)


def _reached(test: Test, tree: ast.Module) -> set[str]:
    """The names of all that a test calls, also by the functions and fixtures of its own file."""
    here = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    reached: set[str] = set()
    left: list[ast.AST] = [test]
    while left:
        for node in ast.walk(left.pop()):
            name = getattr(node, "id", getattr(node, "attr", getattr(node, "arg", None)))
            if isinstance(name, str) and name not in reached:
                reached.add(name)
                left += [here[name]] if name in here else []
    return reached


def test_each_of_the_scenarios_is_one_test_that_is_run() -> None:
    assert problems(sources()) == []


def test_nothing_that_pytest_is_told_leaves_a_scenario_out() -> None:
    told = "".join(
        path.read_text(encoding="utf-8")
        for path in (HERE.parents[1] / name for name in ("setup.cfg", "pyproject.toml"))
    )
    assert not re.search(r"--(ignore|deselect)|norecursedirs|addopts.*-[km] ", told)


_ONE = "def test_{:02}_it_holds_well() -> None:\n    holds(exit_code=0)\n"
_EVERY = {f"test_{n}.py": _ONE.format(n) for n in ALL}


def _with(text: str, number: int = 7) -> dict[str, str]:
    return {**_EVERY, f"test_{number}.py": text}


def test_a_whole_set_is_without_a_problem() -> None:
    assert problems(_EVERY) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "07: missing"),
        (_ONE.format(7) + _ONE.format(7), "07: 2 functions"),
        (_ONE.format(7) + _ONE.format(8), "08: 2 functions"),
        (_ONE.format(7) + _ONE.format(79), "79: no such scenario"),
        (_ONE.format(7).replace("07_it", "07_08_it"), "by one number"),
        (_ONE.format(7).replace("07_it", "07_and_08_it"), "by one number"),
        (_ONE.format(7).replace("07", "7"), "by one number"),
        ("@pytest.mark.skip\n" + _ONE.format(7), "skip: a scenario is never left out"),
        ("@mark.skipif(True, reason='')\n" + _ONE.format(7), "skipif:"),
        ("@pytest.mark.xfail(strict=False)\n" + _ONE.format(7), "xfail:"),
        ("pytestmark = pytest.mark.skip\n" + _ONE.format(7), "skip:"),
        ("from pytest import skip as on\n" + _ONE.format(7), "skip:"),
        (_ONE.format(7) + "    pytest.skip('later')\n", "skip:"),
        (_ONE.format(7) + "    pytest.xfail('later')\n", "xfail:"),
        ("pytest.importorskip('bbfd')\n" + _ONE.format(7), "importorskip:"),
        ("__test__ = False\n" + _ONE.format(7), "__test__:"),
        ("if False:\n    " + _ONE.format(7).replace("\n ", "\n     "), "not a function of its"),
        ("class Scenario:\n    " + _ONE.format(7).replace("\n ", "\n     "), "not a function of"),
        ("async " + _ONE.format(7), "a coroutine"),
        ("@pytest.mark.parametrize('a', [])\n" + _ONE.format(7), "no parameters"),
        (_ONE.format(7).replace("holds(exit_code=0)", "assert True"), "does not come to holds()"),
        (_ONE.format(7).replace("holds(exit_code=0)", "..."), "does not come to holds()"),
    ],
)
def test_a_scenario_that_is_missing_skipped_or_merged_is_found(text: str, said: str) -> None:
    assert any(said in problem for problem in problems(_with(text)))


def test_tests_that_a_conftest_leaves_out_are_found() -> None:
    hidden = {**_EVERY, "conftest.py": "collect_ignore = ['test_7.py']\n"}
    assert problems(hidden) == ["conftest.py:1: collect_ignore: takes tests out of the collection"]
