"""Stacks and files -> findings: our rules, AWS's validator, cfn-lint."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from bbfd.cli.documents import documents_of, not_read, read_over, without_ecs
from bbfd.cli.found import found_in, needless, once
from bbfd.cli.stacks import Stacks, meant
from bbfd.cli.templates import STDIN, templates_in
from bbfd.discover import did_you_mean
from bbfd.errors import UsageError
from bbfd.model.stack import Stack
from bbfd.rules import Finding, Level, Validator, all_rules, check, check_across
from bbfd.rules.validators import cloudformation_validate
from bbfd.rules.validators.remembered import Remembered

if TYPE_CHECKING:
    from bbfd.cli.call import Call

Allow = Mapping[str, str]


class Checked(NamedTuple):
    """What was found. templates: how many were looked at. whole: whether every file that was named could be read."""

    findings: tuple[Finding, ...]
    templates: int
    whole: bool


_TEMPLATES = (".yaml", ".yml", ".json", ".template")
_FILES = (STDIN, os.curdir, os.pardir)


def check_services(
    stacks: Stacks, names: Sequence[str], every: bool, validators: Sequence[Validator]
) -> tuple[Finding, ...]:
    """What is found in services; with all of them, also in what they stand on."""
    return checked(stacks, stacks.of(names), stacks.beneath() if every else (), validators)


def check_files(files: Sequence[str], validators: Sequence[Validator]) -> Checked:
    """What is found in templates of any origin, and in the nested stacks beside them."""
    rules, templates = all_rules(), templates_in(files)
    documents = templates.documents
    alone = (f for document in documents for f in check(document, rules, {}, validators))
    looks = Counter(document.name for document in documents)
    found = once((*needless(alone, looks), *check_across(documents, rules)))
    unread = (f for error in templates.unread for f in not_read(error))
    absent = (f for error in templates.absent for f in not_read(error, Level.WARNING))
    commas = map(read_over, templates.commas)
    whole = not templates.unread
    none = without_ecs(documents) if whole else ()
    return Checked((*unread, *absent, *commas, *found, *none), len(documents), whole=whole)


def checked(
    stacks: Stacks,
    services: Sequence[Stack],
    beneath: Sequence[Stack],
    validators: Sequence[Validator],
) -> tuple[Finding, ...]:
    """What is found in each stack, and between these services and all others of the environment."""
    project, allow, region = stacks.project, stacks.allowances, stacks.place.value.region
    alone = once(
        finding
        for stack in (*beneath, *services)
        for finding in found_in(stack, project, allow.get(stack.name, {}), validators, region)
    )
    return (*alone, *_between(services, stacks))


def stops(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether these stop a deployment. strict: warnings do, too."""
    return any(strict or finding.level is Level.ERROR for finding in findings)


def files_among(subjects: Sequence[str], asked: Mapping[str, object] = {}) -> tuple[str, ...]:
    """Those that are files: by a path separator, a template's ending, or `-`.

    asked: options that are about services, and what was given. Raises UsageError for a mixture.
    """
    files = tuple(s for s in subjects if os.sep in s or s in _FILES or s.endswith(_TEMPLATES))
    if files and len(files) < len(subjects):
        raise UsageError("services and files were given", fix="check them one after the other")
    for option in (option for option, given in asked.items() if given and files):
        what = f"{option} is about services, and {files[0]} is a file"
        raise UsageError(what, fix=f"leave {option} out, or name services")
    return files


def meant_here(
    call: Call, environment: str | None, services: Sequence[str], every: bool
) -> tuple[Stacks, tuple[str, ...]]:
    """The environment and the services that are meant.

    Raises UsageError, which tells who may have but a template how that is named; and DefinitionError.
    """
    known: tuple[str, ...] = ()
    try:
        project = call.project()
        known = project.service_names
        if name := _file_among(services, known):
            raise UsageError(f"there is no service `{name}`", fix=did_you_mean(name, known))
        return meant(project, environment, services, every)
    except UsageError as error:
        file = _file_among(services, known)
        if services and known and not file:
            raise
        named = f"name a template, with its path: `bbfd check ./{file or 'FILE'}`"
        raise UsageError(error.what, fix=f"{error.fix}; or {named}") from None


def _file_among(subjects: Sequence[str], known: Sequence[str]) -> str:
    """One that is a file here, and no service; "" where there is none."""
    return next((each for each in subjects if each not in known and os.path.isfile(each)), "")


@contextmanager
def validators(root: str | None, *, cfn_lint: bool) -> Iterator[tuple[Validator, ...]]:
    """Those that are asked besides our own rules; what AWS's said is remembered in the project, if there is one."""
    if root is None:
        yield (cloudformation_validate.findings, *_lint(cfn_lint))
        return
    remembered = Remembered(os.path.join(root, ".bbfd", "cache"))
    yield (remembered.findings, *_lint(cfn_lint))
    remembered.save()


def _lint(wanted: bool) -> tuple[Validator, ...]:
    """cfn-lint is an extra: where it is wanted and missing, that is said."""
    if not wanted:
        return ()
    if find_spec("cfnlint") is None:
        said = "cfn-lint is not installed and was not asked: pip install 'bbfd[lint]', or --no-cfn-lint"
        print(said, file=sys.stderr)
        return ()
    from bbfd.rules.validators import cfn_lint

    cfn_lint.prepare()
    return (cfn_lint.findings,)


def _between(services: Sequence[Stack], stacks: Stacks) -> tuple[Finding, ...]:
    every = [stack for stack in stacks.of(tuple(stacks.services)) if not stack.refusals]
    documents = documents_of(every, stacks.project)
    told = {stack.name for stack in services}
    return check_across(documents, all_rules(), stacks.allowances, told)
