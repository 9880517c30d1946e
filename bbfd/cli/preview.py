"""Stacks as text, one at a time: none is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType

from bbfd.cli.call import Call
from bbfd.cli.project import Project
from bbfd.cli.unremarked import Unremarked
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.stack import FromDeployment, Stack
from bbfd.template import write_json, write_yaml

_REFUSED = 3


class Preview:
    """Where templates go. Findings go to stderr; a stack that is not whole is not written.

    several: more than one template is to be told apart on stdout. parameters: their values in place of templates.
    """

    def __init__(
        self,
        project: Project,
        call: Call,
        form: str,
        *,
        parameters: bool = False,
        out: str | None = None,
        several: bool = False,
    ) -> None:
        self.exit_code = 0
        self._project = project
        self._call = call
        self._form = "json" if parameters else form
        self._parameters = parameters
        self._out = out
        self._several = several and out is None
        self._shown = 0
        self._unremarked = Unremarked(project.root)

    def __enter__(self) -> Preview:
        if self._several and self._form == "json":
            sys.stdout.write("[\n")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._several and self._form == "json":
            sys.stdout.write("]\n")
        self._unremarked.save()

    def show(self, stack: Stack, allow: Mapping[str, str] | None = None) -> None:
        """Write one stack, and tell what our rules find."""
        template = write_yaml(stack.body)
        if stack.refusals or not self._unremarked.knows(stack, template, allow or {}):
            self._look(stack, template, allow or {})
        if stack.overrides:
            self._tell_overrides(stack)
        if stack.refusals:
            self.exit_code = _REFUSED
        else:
            self._write(stack, template)

    def _look(self, stack: Stack, template: str, allow: Mapping[str, str]) -> None:
        from bbfd.cli.found import found_in

        found = found_in(stack, self._project, allow)
        if not found:
            self._unremarked.keep(stack, template, allow)
            return
        from bbfd.report.findings import finding_lines

        self._call.plain().say(line for each in found for line in finding_lines(each))

    def _tell_overrides(self, stack: Stack) -> None:
        from bbfd.report.overrides import override_lines

        def place(field: str) -> object:
            return self._project.place_of(stack.definition, field)

        self._call.plain().say(override_lines(stack.overrides, stack.name, place))

    def tell_clashes(self, place: Definition[Environment], names: Sequence[str]) -> None:
        """Tell what would be in the way of the environment that one which comes and goes is like."""
        from bbfd.cli.clashing import clashing
        from bbfd.cli.documents import not_read
        from bbfd.cli.stacks import Stacks
        from bbfd.report.findings import finding_lines

        for error in clashing(Stacks(self._project, place), names):
            self._call.plain().say(line for each in not_read(error) for line in finding_lines(each))

    def _write(self, stack: Stack, template: str) -> None:
        text = template if self._form == "yaml" else self._json(stack)
        if self._out is None:
            sys.stdout.write(self._apart(stack) + text)
        else:
            self._to_file(stack, text)
        self._shown += 1

    def _json(self, stack: Stack) -> str:
        return self._parameter_file(stack) if self._parameters else write_json(stack.body)

    def _apart(self, stack: Stack) -> str:
        if not self._several:
            return ""
        if self._form == "yaml":
            return f"--- # {stack.name}\n"
        return ",\n" if self._shown else ""

    def _to_file(self, stack: Stack, text: str) -> None:
        assert self._out is not None
        os.makedirs(self._out, exist_ok=True)
        kind = "parameters.json" if self._parameters else self._form
        path = os.path.join(self._out, f"{stack.name}.{kind}")
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        print(path, file=sys.stderr)

    def _parameter_file(self, stack: Stack) -> str:
        """What `aws cloudformation deploy --parameter-overrides file://...` and create-stack take.

        Those that tell of a deploy are left out: they are the deployer's, and any other tool leaves the default.
        """
        import json

        asked = [p for p in stack.parameters if not isinstance(p.source, FromDeployment)]
        known = [p for p in asked if p.default is not None]
        for parameter in asked:
            if parameter.default is None:
                print(f"{stack.name}: {parameter.name} is known when planning", file=sys.stderr)
        record = [{"ParameterKey": p.name, "ParameterValue": p.default} for p in known]
        return json.dumps(record, indent=2) + "\n"
