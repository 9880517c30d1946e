"""What `bbfd ci` writes, byte for byte. Nothing here writes a file: `make golden` does."""

from __future__ import annotations

import pytest

from tests.golden.ci import HERE, kept, texts

TEXTS = dict(texts())


def test_every_file_that_can_be_written_is_kept_and_no_other() -> None:
    assert kept() == TEXTS.keys(), "run `make golden`, then read the diff"


@pytest.mark.parametrize("name", TEXTS)
def test_a_job_is_the_one_that_was_reviewed(name: str) -> None:
    kept_text = (HERE / name).read_text(encoding="utf-8") if (HERE / name).exists() else ""
    assert TEXTS[name] == kept_text, "run `make golden`, then read the diff"
