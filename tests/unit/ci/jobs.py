"""Jobs read back, and what a shell is given in them."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import yaml

from bbfd.ci.job import Job
from tests.golden.ci import VENDORS


def schema(name: str) -> Any:
    """A schema that a vendor publishes for its file, as check-jsonschema brings it along."""
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    return json.loads(vendored.read_text(encoding="utf-8"))


class _Yaml12(yaml.SafeLoader):
    """`on` is a text in YAML 1.2, which vendors read."""


_Yaml12.yaml_implicit_resolvers = {
    sign: [(tag, shape) for tag, shape in each if tag != "tag:yaml.org,2002:bool"]
    for sign, each in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read(text: str) -> Any:
    return yaml.load(text, _Yaml12)


def body(vendor: str, job: Job) -> Any:
    return read(VENDORS[vendor].written(job))


def scripts(vendor: str, job: Job) -> Mapping[str, str]:
    """Name of a job -> all that its shell is given, in one piece."""
    if vendor == "jenkins":
        return dict(_of_jenkins(VENDORS[vendor].written(job)))
    return dict(_SCRIPTS[vendor](body(vendor, job)))


def _of_github(found: Any) -> Iterator[tuple[str, str]]:
    for name, each in found["jobs"].items():
        yield name, "\n".join(step["run"] for step in each["steps"] if "run" in step)


def _of_gitlab(found: Any) -> Iterator[tuple[str, str]]:
    before = found["default"]["before_script"]
    for name, each in found.items():
        if isinstance(each, dict) and "script" in each:
            yield name, "\n".join([*before, *each["script"]])


def _of_bitbucket(found: Any) -> Iterator[tuple[str, str]]:
    pipelines = found["pipelines"]
    for kind in ("pull-requests", "branches"):
        for steps in pipelines[kind].values():
            for step in steps:
                told = step["step"]
                yield told["name"].replace(" ", "-"), "\n".join(told["script"])


def _of_codebuild(found: Any) -> Iterator[tuple[str, str]]:
    lines = [line for phase in found["phases"].values() for line in phase["commands"]]
    yield "diff", "\n".join(["BBFD_JOB=review", *lines])
    yield "deploy", "\n".join(["BBFD_JOB=deploy", *lines])


def _of_jenkins(text: str) -> Iterator[tuple[str, str]]:
    """Between three quotes Groovy reads a backslash as its own, and nothing else."""
    stages = re.split(r"^ *stage\('([^']+)'\)", text, flags=re.M)[1:]
    for name, inside in zip(stages[::2], stages[1::2], strict=True):
        found = re.findall(r"sh '''\n(.*?)^ *'''", inside, re.M | re.S)
        told = "\n".join(textwrap.dedent(each) for each in found)
        yield name.replace(" ", "-"), re.sub(r"\\(.)", r"\1", told)


_SCRIPTS = {
    "github": _of_github,
    "gitlab": _of_gitlab,
    "bitbucket": _of_bitbucket,
    "codebuild": _of_codebuild,
}
