"""State machines, run as Amazon States Language says: as much of it as ours are written in, expressions by JSONata.

https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import jsonata

# An action, as `cloudformation:deleteStack`, with its arguments -> its answer. Raises Failed.
Ask = Callable[[str, Mapping[str, Any]], Any]


class Failed(Exception):
    """A state that failed, by the name of its error."""


class Machine:
    """One execution. seconds: that it waited."""

    def __init__(self, ask: Ask, now: Callable[[], datetime]) -> None:
        self.seconds = 0
        self.steps = 0
        self._ask = ask
        self._now = now

    def run(
        self, states: Mapping[str, Any], given: Any = None, known: Mapping[str, Any] | None = None
    ) -> Any:
        """Run states from the first to an end; what came out. Raises Failed."""
        mine, name = dict(known or {}), states["StartAt"]
        while True:
            self.steps += 1
            assert self.steps < 2000, "it never ends"
            state = states["States"][name]
            try:
                given, name = self._step(state, given, mine)
            except Failed as error:
                assert all(c["ErrorEquals"] == ["States.ALL"] for c in state.get("Catch", ()))
                if "Catch" not in state:
                    raise
                given, name = {"Error": str(error)}, state["Catch"][0]["Next"]
            if not name:
                return given

    def _step(self, state: Mapping[str, Any], given: Any, mine: dict[str, Any]) -> tuple[Any, str]:
        kind = state["Type"]
        if kind == "Fail":
            raise Failed(state["Error"])
        if kind == "Choice":
            return given, self._chosen(state, given, mine)
        result = given
        if kind == "Wait":
            self.seconds += state["Seconds"]
        if kind == "Task":
            result = self._ask(*self._asked(state, given, mine))
        if kind == "Map":
            items = self._told(state["Items"], mine, given)
            assert isinstance(items, list), items
            result = [self.run(state["ItemProcessor"], each, mine) for each in items]
        out = self._told(state.get("Output", result), mine, given, result)
        assigned = self._told(state.get("Assign", {}), mine, given, result)
        mine.update(assigned)
        return out, state.get("Next", "")

    def _asked(
        self, state: Mapping[str, Any], given: Any, mine: Mapping[str, Any]
    ) -> tuple[str, Any]:
        resource = state["Resource"]["Fn::Sub"]
        beginning = "arn:${AWS::Partition}:states:::aws-sdk:"
        assert resource.startswith(beginning)
        return resource.removeprefix(beginning), self._told(state["Arguments"], mine, given)

    def _chosen(self, state: Mapping[str, Any], given: Any, mine: Mapping[str, Any]) -> str:
        for choice in state["Choices"]:
            found = self._told(choice["Condition"], mine, given)
            assert isinstance(found, bool), (choice, found)
            if found:
                return str(choice["Next"])
        return str(state["Default"])

    def _told(self, said: Any, mine: Mapping[str, Any], given: Any, result: Any = None) -> Any:
        """What is said, with its expressions worked out."""
        if isinstance(said, dict):
            return {key: self._told(each, mine, given, result) for key, each in said.items()}
        if isinstance(said, list):
            return [self._told(each, mine, given, result) for each in said]
        if not isinstance(said, str) or not said.startswith("{%"):
            return said
        expression = jsonata.Jsonata(said[2:-2].strip())
        for name, known in mine.items():
            expression.assign(name, known)
        entered = self._now().strftime("%Y-%m-%dT%H:%M:%S.") + "123Z"
        states = {"input": given, "result": result, "context": {"State": {"EnteredTime": entered}}}
        expression.assign("states", states)
        found = expression.evaluate(None)
        assert found is not None, f"undefined, which Step Functions refuses: {said}"
        return json.loads(json.dumps(found))
