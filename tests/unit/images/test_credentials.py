"""What an engine is let in with is on no command line, in no message, and gone afterwards."""

import json
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from bbfd.deploy.registry import Token
from bbfd.errors import EngineError
from bbfd.images.credentials import let_in
from bbfd.images.engine import Engine
from bbfd.images.engines.docker import Docker
from bbfd.images.engines.finch import Finch
from bbfd.images.engines.podman import Podman
from bbfd.images.records import Ended, Invocation

PASSWORD = "s3cr3t-t0ken"
TOKEN = Token(registry="registry.example.com", user="AWS", password=PASSWORD)
WELL = Ended(code=0, output="")


def _modes(folder: Path) -> set[str]:
    return {stat.filemode(each.lstat().st_mode)[4:] for each in (folder, *folder.iterdir())}


def test_the_password_goes_by_standard_input_alone() -> None:
    calls: list[Invocation] = []

    def run(invocation: Invocation) -> Ended:
        calls.append(invocation)
        return WELL

    for engine in (Podman(), Docker(buildx=True)):
        with let_in(TOKEN, engine, run, {"HOME": "/nowhere"}):
            pass
    assert [call.told for call in calls] == [PASSWORD, "", PASSWORD, ""]
    assert PASSWORD not in repr(calls)
    assert PASSWORD not in " ".join(word for call in calls for word in call.words)
    assert not any(call.variables for call in calls)


def test_the_folder_is_ours_alone_and_does_not_outlive_it() -> None:
    with let_in(TOKEN, Podman(), lambda _: WELL, {"HOME": "/nowhere"}) as login:
        folder = Path(login.folder)
        assert _modes(folder) == {"------"}
    assert not folder.exists()


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_it_is_removed_whatever_happens(error: type[BaseException]) -> None:
    with (
        pytest.raises(error),
        let_in(TOKEN, Podman(), lambda _: WELL, {"HOME": "/nowhere"}) as login,
    ):
        raise error
    assert not Path(login.folder).exists()


def test_who_is_not_let_in_is_told_why_without_the_password() -> None:
    folders: list[Path] = []

    def run(invocation: Invocation) -> Ended:
        folders.append(Path(invocation.words[3]).parent)
        return Ended(code=125, output="", said=(f"invalid: {PASSWORD}",))

    with pytest.raises(EngineError) as refused, let_in(TOKEN, Podman(), run, {"HOME": "/nowhere"}):
        pass
    assert "invalid: ***" in refused.value.what
    assert PASSWORD not in str(refused.value)
    assert not any(folder.exists() for folder in folders)


def test_docker_keeps_its_daemon_and_its_proxy_and_nothing_that_lets_it_in(tmp_path: Path) -> None:
    own = tmp_path / ".docker"
    (own / "contexts").mkdir(parents=True)
    settings = {
        "auths": {"other.example.com": {"auth": "eDp5"}},
        "credsStore": "desktop",
        "credHelpers": {"x": "y"},
        "currentContext": "colima",
        "proxies": {"default": {}},
    }
    (own / "config.json").write_text(json.dumps(settings))
    with let_in(TOKEN, Docker(buildx=True), lambda _: WELL, {"HOME": str(tmp_path)}) as login:
        folder = Path(login.folder)
        kept = json.loads((folder / "config.json").read_text())
        nobody: dict[str, object] = {"auths": {TOKEN.registry: {}}}
        assert kept == {"currentContext": "colima", "proxies": {"default": {}}, **nobody}
        assert (folder / "contexts").is_dir()
    assert json.loads((own / "config.json").read_text()) == settings
    assert (own / "contexts").is_dir()


def test_a_configuration_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("[")
    variables = {"HOME": "/nowhere", "DOCKER_CONFIG": str(tmp_path)}
    with let_in(TOKEN, Docker(buildx=True), lambda _: WELL, variables) as login:
        kept = json.loads((Path(login.folder) / "config.json").read_text())
    assert kept == {"auths": {TOKEN.registry: {}}}


@pytest.mark.parametrize("engine", [Docker(buildx=True), Finch()])
def test_docker_finds_no_reason_to_take_the_keychain_by_itself(engine: Engine) -> None:
    """Seen with docker 28.2: without any of these three it takes a helper that is on the path, unasked."""
    with let_in(TOKEN, engine, lambda _: WELL, {"HOME": "/nowhere"}) as login:
        kept = json.loads((Path(login.folder) / "config.json").read_text())
    assert kept.get("auths")
    assert "credsStore" not in kept
    assert "credHelpers" not in kept


def test_a_second_ctrl_c_while_it_forgets_leaves_nothing() -> None:
    def run(invocation: Invocation) -> Ended:
        if "logout" in invocation.words:
            raise KeyboardInterrupt
        return WELL

    with pytest.raises(KeyboardInterrupt), let_in(TOKEN, Podman(), run, {}) as login:
        raise KeyboardInterrupt
    assert not Path(login.folder).exists()


@pytest.mark.parametrize("error", [None, RuntimeError, KeyboardInterrupt])
def test_an_engine_forgets_what_it_keeps_elsewhere(error: type[BaseException] | None) -> None:
    calls: list[str] = []

    def run(invocation: Invocation) -> Ended:
        calls.append(invocation.words[1])
        return WELL

    with suppress(RuntimeError, KeyboardInterrupt), let_in(TOKEN, Finch(), run, {}):
        if error:
            raise error
    assert calls == ["login", "logout"]
