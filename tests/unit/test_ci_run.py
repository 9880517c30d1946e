"""`.ci/run`: README's test command, and a last line that names the real parts that were missing."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from shutil import copy

import pytest

from tests.conftest import parts_line

ROOT = Path(__file__).parents[2]
SKIPPED = ("tests/parts/test_images.py", 9, "Skipped: part missing: docker (no daemon answers)")


def test_it_runs_what_the_readme_says_and_no_other_test_command() -> None:
    text = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make .*", text, re.M) == ['make test 2>&1 | tee "$said"']
    assert "`make test` runs every check and test" in (ROOT / "README.md").read_text()
    assert "pytest" not in text


@pytest.mark.parametrize(
    ("skipped", "line"),
    [
        ([], "real parts: all ran"),
        ([("a", 1, "Skipped: for another reason")], "real parts: all ran"),
        ([SKIPPED, SKIPPED], "real parts: skipped docker (no daemon answers)"),
        (
            [SKIPPED, ("a", 1, "Skipped: part missing: buildah")],
            "real parts: skipped buildah, docker (no daemon answers)",
        ),
    ],
)
def test_the_parts_that_were_missing_are_named_once(skipped, line: str) -> None:
    assert parts_line(skipped) == line


@pytest.mark.parametrize(
    ("said", "code", "last"),
    [
        ("real parts: all ran\n9 passed", 0, "real parts: all ran"),
        ("real parts: skipped docker\n1 failed", 2, "real parts: skipped docker"),
        ("lint is not clean", 2, "real parts: not known, the tests did not come to them"),
    ],
)
def test_its_last_line_is_about_the_parts_and_its_code_is_that_of_the_tests(
    tmp_path: Path, said: str, code: int, last: str
) -> None:
    (tmp_path / ".ci").mkdir()
    copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "words").write_text(f"{said}\n")
    (tmp_path / "Makefile").write_text(f"test:\n\t@cat words; test {code} = 0\n")
    for name in ("buildah", "docker-registry", "busybox"):  # nothing is to be installed
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    # Whoever runs these tests through make hands on what that make was told.
    outer = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        [tmp_path / ".ci" / "run"],
        env={**outer, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, last)
    assert done.stdout.startswith(said)
