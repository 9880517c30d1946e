"""Our rules over a template of 500 resources, beside cfn-lint over one of ten: both in this process, both warm.

Once as a stack of ours is, without conditions, and once with conditions that come out in many ways: then a template is
looked at again for each.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import deepcopy
from statistics import median
from typing import Any

from bbfd.errors import Place
from bbfd.rules import all_rules, check
from bbfd.rules.validators import cfn_lint
from bbfd.template import Document, document, read
from tests.unit.rules.stacks import WEB

RESOURCES = 500
ROUNDS = 7
GOAL = 1.0
CONDITIONS = 2


def checks() -> bool:
    """Print the rows; say whether the goals were met."""
    rules, ten = all_rules(), read(WEB, "ten.yaml")
    large, varied = many(ten.body, RESOURCES), many(ten.body, RESOURCES, conditions=CONDITIONS)
    theirs = seconds(lambda: cfn_lint.findings(ten))
    ours = seconds(lambda: check(anew(large), rules))
    met = ours <= GOAL * theirs
    goal = f"goal {GOAL:4.1f}  {'met' if met else 'MISSED'}"
    told(f"rules on {RESOURCES} / cfn-lint on 10", ours, theirs, goal)
    # For reading: each scenario is a look of its own.
    told(
        f"the same, {2**CONDITIONS} scenarios", seconds(lambda: check(anew(varied), rules)), theirs
    )
    return met


def told(title: str, ours: float, theirs: float, goal: str = "") -> None:
    ratio = f"ratio {ours / theirs:5.2f}"
    print(f"{title:34} {ours:7.3f} s {theirs:7.3f} s  {ratio}  {goal}".rstrip(), flush=True)


def seconds(work: Callable[[], object]) -> float:
    """The median of some rounds, after one that loads what is loaded once."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def anew(body: dict[str, Any]) -> Document:
    """A document of which nothing is known yet."""
    return document(body, lambda *_: Place("large.yaml"), name="large.yaml")


def many(body: Any, count: int, conditions: int = 0) -> dict[str, Any]:
    """The services of a template again and again under other names, until there are so many resources."""
    large = deepcopy(dict(body))
    large["Resources"] = {}
    for number in range(conditions):
        large["Parameters"][f"Switch{number}"] = {"Type": "String", "Default": "no"}
        switch = {"Fn::Equals": [{"Ref": f"Switch{number}"}, "yes"]}
        large.setdefault("Conditions", {})[f"Is{number}"] = switch
    copies = count // len(body["Resources"])
    for copy in range(copies):
        names = {name: f"{name}{copy}" for name in body["Resources"]}
        for name, resource in body["Resources"].items():
            large["Resources"][names[name]] = renamed(resource, names)
        rule = large["Resources"][names["Rule"]]["Properties"]
        rule["Priority"] = copy + 1
        rule["Conditions"][0]["HostHeaderConfig"]["Values"] = [f"web{copy}.example.com"]
        if conditions:
            task = large["Resources"][names["Task"]]["Properties"]
            task["Cpu"] = {"Fn::If": [f"Is{copy % conditions}", "1024", "512"]}
            task["Memory"] = {"Fn::If": [f"Is{copy % conditions}", "2048", "1024"]}
    return large


def renamed(node: Any, names: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _reference(key, inner, names) for key, inner in node.items()}
    return [renamed(each, names) for each in node] if isinstance(node, list) else node


def _reference(key: str, inner: Any, names: dict[str, str]) -> Any:
    if key in ("Ref", "DependsOn") and isinstance(inner, str):
        return names.get(inner, inner)
    if key == "Fn::GetAtt" and isinstance(inner, list):
        return [names.get(inner[0], inner[0]), *inner[1:]]
    if key == "Fn::Sub" and isinstance(inner, str):
        for name, new in names.items():
            inner = inner.replace(f"${{{name}.", f"${{{new}.")
        return inner
    return renamed(inner, names)
