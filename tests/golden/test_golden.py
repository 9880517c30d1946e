"""Every service in every environment, byte for byte. Nothing here writes a file: `make golden` does."""

from __future__ import annotations

import pytest

from tests.golden import HERE, kept, stacks, text

STACKS = dict(stacks())


def test_every_template_that_can_be_made_is_kept_and_no_other():
    assert kept() == STACKS.keys(), "run `make golden`, then read the diff"


@pytest.mark.parametrize("name", STACKS)
def test_the_template_is_the_one_that_was_reviewed(name):
    made = STACKS[name]
    assert made.refusals == ()
    kept_text = (HERE / name).read_text(encoding="utf-8") if (HERE / name).exists() else ""
    assert text(made) == kept_text, "run `make golden`, then read the diff"
