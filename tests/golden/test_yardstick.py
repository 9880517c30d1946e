"""`make bench` compares like with like: the plain program makes the template that `bbfd preview` makes."""

from __future__ import annotations

import json
import subprocess
import sys

from bbfd.template import read
from tests.golden import HERE, ROOT


def test_the_plain_program_makes_the_same_template_as_preview() -> None:
    plain = ROOT / "bench" / "plain.py"
    done = subprocess.run([sys.executable, str(plain)], capture_output=True, text=True, check=True)
    name = "services/hello.prod.yaml"
    ours = read((HERE / name).read_text(encoding="utf-8"), name).body
    theirs = read(done.stdout, "plain.json").body
    assert json.loads(json.dumps(theirs)) == json.loads(json.dumps(ours))
