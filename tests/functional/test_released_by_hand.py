"""A release with somebody at the terminal: approved, declined, stopped; and one that fails on its way."""

from __future__ import annotations

import json
import os
import pty
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bbfd.local import embedded
from tests.functional.aws import REGION, Aws
from tests.functional.projects import Begun, Done
from tests.functional.test_releasing import PROD, STAGE, Shop

PROMOTE = ("promote", "web", "--from", "stage", "--to", "prod")
THIRD = "333333333333"


@pytest.fixture
def staged(tmp_path: Path) -> Shop:
    """Deployed to stage; prod wants approval."""
    shop = Shop(tmp_path)
    shop.place("prod", PROD, 2, "approval=True,")
    shop.bbfd("release", "web", "--env", "stage", "--yes")
    return shop


class Terminal:
    """A command, and who sits before it."""

    def __init__(self, begun: Begun, keys: int) -> None:
        self.begun = begun
        self._keys = keys

    def answers(self, question: str, keys: str) -> str:
        """Wait for a question, and press these keys."""
        said = self.begun.said(question)
        time.sleep(0.2)
        os.write(self._keys, keys.encode())
        return said


@contextmanager
def _at_a_terminal(shop: Shop, *words: str) -> Iterator[Terminal]:
    keys, stdin = pty.openpty()
    try:
        with shop.project.begun(*words, stdin=stdin) as begun:
            yield Terminal(begun, keys)
    finally:
        os.close(keys)
        os.close(stdin)


def _stacks(shop: Shop, account: str) -> Any:
    with embedded(shop.project.state, account=account, region=REGION) as home:
        return Aws(home).stacks()


def _told(done: Done) -> dict[str, str]:
    events = [json.loads(line) for line in done.out.splitlines()]
    return {one["environment"]: one["outcome"] for one in events if one["event"] == "stage"}


def test_who_is_asked_says_no_with_enter_and_nothing_is_changed(staged: Shop) -> None:
    with _at_a_terminal(staged, *PROMOTE) as terminal:
        said = terminal.answers("to prod, in the embedded AWS? [y/N]", "\n")
        done = terminal.begun.ended()
    assert "Release web" in said
    assert done.code == 3
    assert "declined: nothing was changed in prod" in done.words
    assert _stacks(staged, PROD) == {}


def test_who_says_yes_is_asked_about_the_plan_too(staged: Shop) -> None:
    with _at_a_terminal(staged, *PROMOTE) as terminal:
        terminal.answers("to prod, in the embedded AWS? [y/N]", "y\n")
        terminal.answers("bbfd-registry-main to the embedded AWS?", "n\n")
        done = terminal.begun.ended()
    assert done.code == 3
    assert _stacks(staged, PROD) == {}


def test_ctrl_c_at_the_question_changes_nothing_and_says_so(staged: Shop) -> None:
    with _at_a_terminal(staged, *PROMOTE, "--json") as terminal:
        terminal.begun.said("to prod, in the embedded AWS? [y/N]")
        terminal.begun.interrupt()
        done = terminal.begun.ended()
    assert done.code == 130
    assert "stopped before anything was deployed to prod" in done.words
    assert _told(done) == {"prod": "failed"}
    assert _stacks(staged, PROD) == {}


def test_ctrl_c_while_an_image_is_pushed_ends_the_engine_and_leaves_no_password(
    tmp_path: Path,
) -> None:
    shop = Shop(tmp_path)
    (shop.engine.folder / "hangs").write_text("")
    words = ("release", "web", "--env", "stage", "--then", "prod", "--yes", "--json")
    with shop.project.begun(*words, environment=shop.engine.variables) as begun:
        _until((shop.engine.folder / "hung").exists)
        begun.interrupt()
        done = begun.ended()
    assert done.code == 130, done.err
    assert _told(done) == {}
    assert "web" not in {*_stacks(shop, STAGE)}
    [auth] = {
        w[w.index("--authfile") + 1] for c in shop.engine.calls if "push" in (w := c["words"])
    }
    assert not Path(auth).parent.exists()
    engine = int((shop.engine.folder / "hung").read_text())
    _until(lambda: not Path(f"/proc/{engine}/cmdline").exists() or not _command(engine))


def _command(process: int) -> bytes:
    """Nothing, once it has ended and nobody has asked how."""
    return Path(f"/proc/{process}/cmdline").read_bytes()


def _until(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen within half a minute")


def test_the_second_that_fails_is_the_last_that_is_touched(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.place("last", THIRD, 3)
    shop.project.order({"create:AWS::ECS::Service@prod-web": "the tasks did not start"})
    ways = ("--env", "stage", "--then", "prod", "--then", "last")
    done = shop.bbfd("release", "web", *ways, "--yes", "--json", code=4)
    assert _told(done) == {"stage": "deployed", "prod": "failed", "last": "left"}
    assert _stacks(shop, THIRD) == {}
    assert "prod comes first" in done.words
    with embedded(shop.project.state, account=STAGE, region=REGION) as home:
        assert "stage-web" in Aws(home).stacks()

    shop.project.order({})
    again = shop.bbfd("release", "web", *ways, "--yes", "--json")
    assert set(_told(again).values()) == {"deployed"}
    assert shop.engine.verbs.count("build") == shop.engine.verbs.count("push") == 1
    digests = {
        shop.stack(account, f"{name}-web")["Image"].partition("@")[2]
        for account, name in ((STAGE, "stage"), (PROD, "prod"), (THIRD, "last"))
    }
    assert len(digests) == 1


def test_environments_of_one_registry_share_what_was_pushed(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.place("prod", STAGE, 2)
    done = shop.bbfd("release", "web", "--env", "stage", "--then", "prod", "--yes", "--json")
    assert _told(done) == {"stage": "deployed", "prod": "deployed"}
    assert [one["how"] for one in done.events if one["event"] == "image"] == ["pushed", "there"]
    assert shop.stack(STAGE, "prod-web")["Image"] == shop.stack(STAGE, "stage-web")["Image"]
    assert len(shop.image(STAGE)) == 1


def test_a_tag_that_another_image_has_over_there_stops_it_before_the_deployment(
    staged: Shop,
) -> None:
    tag = staged.stack(STAGE, "stage-web")["Version"]
    staged.place("prod", PROD, 2)
    staged.project.write("app/Dockerfile", "FROM scratch\n# another\n")
    staged.bbfd("push", "web", "--env", "prod", "--tag", tag, "--yes")
    done = staged.bbfd(*PROMOTE, "--yes", "--json", code=3)
    assert "is another image already" in done.words
    assert _told(done) == {"prod": "failed"}
    assert "prod-web" not in _stacks(staged, PROD)
