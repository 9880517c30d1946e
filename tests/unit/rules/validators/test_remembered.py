"""AWS's validator with a memory says the same as without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bbfd.rules.validators.cloudformation_validate import SOURCE, findings
from bbfd.rules.validators.remembered import Remembered
from bbfd.template import read

WRONG = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: never
"""
RIGHT = WRONG.replace("never", "5")


def document(text: str):
    return read(text, "t.yaml")


def seen(found):
    return [
        (each.rule, each.level, each.resource, each.path, each.detail, each.place) for each in found
    ]


@pytest.mark.parametrize("text", [WRONG, RIGHT])
def test_an_answer_is_the_same_the_second_time(tmp_path: Path, text: str):
    first = Remembered(str(tmp_path))
    once = first.findings(document(text))
    first.save()
    again = Remembered(str(tmp_path)).findings(document(text))
    assert seen(again) == seen(once) == seen(findings(document(text)))
    assert bool(once) == (text is WRONG)


def test_the_second_time_it_is_not_asked(tmp_path: Path):
    first = Remembered(str(tmp_path))
    first.findings(document(RIGHT))
    first.save()
    file = tmp_path / f"{SOURCE}.json"
    kept = json.loads(file.read_text())
    ((key, said),) = kept["said"].items()
    assert said == []
    kept["said"][key] = [["X1", "error", "kept", "kept", ["Resources", "Queue"], "", ""]]
    file.write_text(json.dumps(kept))
    assert [f.rule for f in Remembered(str(tmp_path)).findings(document(RIGHT))] == ["X1"]


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"version": "another", "said": {"a": [["b"]]}}'])
def test_a_memory_that_cannot_be_used_is_not_used(tmp_path: Path, kept: str):
    (tmp_path / f"{SOURCE}.json").write_text(kept)
    memory = Remembered(str(tmp_path))
    assert seen(memory.findings(document(WRONG))) == seen(findings(document(WRONG)))
    memory.save()
    assert json.loads((tmp_path / f"{SOURCE}.json").read_text())["version"] != "another"


def test_another_template_is_another_question(tmp_path: Path):
    memory = Remembered(str(tmp_path))
    assert memory.findings(document(RIGHT)) == ()
    assert memory.findings(document(WRONG)) != ()


def test_a_folder_that_cannot_be_written_to_does_not_matter(tmp_path: Path):
    (tmp_path / "file").write_text("")
    memory = Remembered(str(tmp_path / "file" / "in-it"))
    assert memory.findings(document(RIGHT)) == ()
    memory.save()


def test_an_answer_that_was_spoilt_is_asked_for_again(tmp_path: Path):
    first = Remembered(str(tmp_path))
    first.findings(document(WRONG))
    first.save()
    file = tmp_path / f"{SOURCE}.json"
    kept = json.loads(file.read_text())
    kept["said"] = {key: [["X1", "grave"]] for key in kept["said"]}
    file.write_text(json.dumps(kept))
    assert seen(Remembered(str(tmp_path)).findings(document(WRONG))) == seen(
        findings(document(WRONG))
    )
