"""Files in folders: found by listing, loaded by path, and what is wrong with one said with its line."""

import marshal
import os
import sys
import textwrap
import timeit
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bbfd.launch
from bbfd.discover import did_you_mean, modules_in, names_in, near, one_of, project_root
from bbfd.discover.compiled import Compiled
from bbfd.discover.load import Sought, load
from bbfd.discover.shape import mistakes
from bbfd.discover.source import place_in, place_of
from bbfd.errors import DefinitionError, Mistakes, Place, UsageError
from bbfd.model.workload import Workload

SERVICE: Sought[Workload] = Sought("services", "service", Workload, "WebService(...)")


def project(folder: Path, **services: str) -> str:
    for name in ("services", "environments"):
        (folder / name).mkdir()
    for name, source in services.items():
        (folder / "services" / f"{name}.py").write_text(textwrap.dedent(source))
    return str(folder)


def refused(folder: Path, source: str) -> DefinitionError:
    """What is told of a service that does not load."""
    root = project(folder, web=source)
    with pytest.raises(DefinitionError) as raised:
        load(root, "web", SERVICE)
    return raised.value


# --- where a project is, and what lies in it


def test_the_root_is_the_nearest_folder_upwards_with_both_folders(tmp_path: Path) -> None:
    root = project(tmp_path)
    deep = tmp_path / "services" / "a" / "b"
    deep.mkdir(parents=True)
    assert project_root(str(deep)) == root


def test_a_root_that_is_named_is_not_searched_for(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    root = project(tmp_path / "one")
    assert project_root(str(tmp_path), "one") == root
    with pytest.raises(UsageError, match="not a project"):
        project_root(root, "services")


def test_outside_of_a_project_the_fix_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        project_root(str(tmp_path))
    assert "bbfd init" in raised.value.fix


def test_names_are_those_of_files_and_nothing_is_loaded(tmp_path: Path) -> None:
    for name in ("b.py", "a-b.py", "_shared.py", ".hidden.py", "note.txt"):
        (tmp_path / name).write_text("raise SystemExit('loaded')")
    (tmp_path / "folder").mkdir()
    assert names_in(str(tmp_path)) == ("a-b", "b")


def test_a_folder_that_is_not_there_has_no_names(tmp_path: Path) -> None:
    assert names_in(str(tmp_path / "nowhere")) == ()


def test_the_modules_of_a_package_come_in_the_order_of_their_names() -> None:
    names = [module.__name__ for module in modules_in(bbfd.launch)]
    assert names == sorted(names)
    assert "bbfd.launch.fargate" in names


def test_near_names_come_first_and_many_are_counted() -> None:
    assert near("helo", ["hello", "world"]) == ("hello",)
    assert did_you_mean("helo", ["hello", "world"]) == "did you mean `hello`?"
    assert did_you_mean("x", ["hello", "world"]) == "it is one of `hello` or `world`"
    assert did_you_mean("x", []) == "there is none yet"
    assert one_of(map(str, range(20)), most=3) == "`0`, `1`, `2` or 17 more"


# --- definitions


def test_a_definition_is_what_its_file_ends_in(tmp_path: Path) -> None:
    source = """
    from bbfd import Container, Worker
    print("this is not data")
    service = Worker(container=Container(image="nginx:1"))
    """
    root = project(tmp_path, **{"kebab-case": source})
    assert load(root, "kebab-case", SERVICE).container.image == "nginx:1"


def test_what_a_definition_prints_never_reaches_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (
        "from bbfd import *\nprint('words')\nservice = Worker(container=Container(image='a:1'))"
    )
    load(project(tmp_path, web=source), "web", SERVICE)
    assert capsys.readouterr() == ("", "words\n")


def test_an_edit_is_seen_at_once_and_leaves_no_bytecode(tmp_path: Path) -> None:
    source = "from bbfd import *\nservice = Worker(container=Container(image='a:%d'))"
    root = project(tmp_path, web=source % 1)
    assert load(root, "web", SERVICE).container.image == "a:1"
    (tmp_path / "services" / "web.py").write_text(source % 2)
    assert load(root, "web", SERVICE).container.image == "a:2"
    assert not (tmp_path / "services" / "__pycache__").exists()


def test_modules_of_the_project_are_importable_while_it_loads_and_only_then(tmp_path: Path) -> None:
    (tmp_path / "shapes_of_ours.py").write_text("IMAGE = 'a:1'\n")
    source = """
    from dataclasses import dataclass
    from bbfd import Container, Worker
    from shapes_of_ours import IMAGE

    @dataclass(frozen=True, kw_only=True)
    class Quiet(Worker):
        loud: "bool" = False

    service = Quiet(container=Container(image=IMAGE))
    """
    before = list(sys.path)
    root = project(tmp_path, web=source)
    assert type(load(root, "web", SERVICE)).__name__ == "Quiet"
    assert sys.path == before
    assert "services.web" not in sys.modules


def test_a_name_that_is_not_there_lists_the_near_ones(tmp_path: Path) -> None:
    root = project(tmp_path, hello="")
    with pytest.raises(DefinitionError) as raised:
        load(root, "helo", SERVICE)
    assert "services/helo.py does not exist" in raised.value.what
    assert raised.value.fix == "did you mean `hello`?"


HEAD = "from bbfd import Container, Http, Worker, WebService, Network\n"
BROKEN = {
    "x = (\n": (1, "this is not Python: '(' was never closed", "bbfd list"),
    "import no_such_module\n": (1, "there is no module `no_such_module`", "install it"),
    "from bbfd import WebServce\n": (1, "`bbfd` has no `WebServce`", "`WebService`"),
    "\nservice = Worker()\n": (2, "`Worker` is not defined", "from bbfd import Worker"),
    HEAD + "\nx = Network.exisitng()\n": (3, "Network has no `exisitng`", "`existing`"),
    "\n\n{}['PORT']\n": (3, "it fails with KeyError: 'PORT'", "correct it"),
    "raise SystemExit(3)\n": (1, "it fails with SystemExit: 3", "correct it"),
    "class Own(BaseException):\n    pass\nraise Own('x')\n": (3, "it fails with Own: x", "correct"),
    "raise GeneratorExit\n": (1, "it fails with GeneratorExit", "correct it"),
    "x = 1\n": (1, "it does not define `service`", "`service = WebService(...)`"),
    "service = 'web'\n": (1, "`service` is str", "`service = WebService(...)`"),
    HEAD + "web = Worker(container=Container(image='a'))\n": (
        1,
        "it does not define `service`",
        "rename `web` to `service`",
    ),
    HEAD + "service = Worker(\n    contaner=1,\n)\n": (
        3,
        "unknown field `contaner` of Worker",
        "`container`",
    ),
    HEAD + "service = Worker()\n": (2, "Worker needs `container`", "add container=..."),
    HEAD + "Container('nginx')\n": (
        2,
        "Container takes its fields by name",
        "Container(image=...)",
    ),
    HEAD + "Network.create(nta='one')\n": (2, "unknown field `nta` of create", "`nat`"),
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_definition_that_does_not_load_names_file_line_and_cause(
    tmp_path: Path, source: str
) -> None:
    line, what, fix = BROKEN[source]
    error = refused(tmp_path, source)
    assert error.place is not None
    assert (error.place.file, error.place.line) == ("services/web.py", line)
    assert what in error.what
    assert fix in error.fix
    assert "Traceback" not in str(error)


def test_a_definition_that_is_too_deep_to_be_compiled_is_a_wrong_definition(tmp_path: Path) -> None:
    error = refused(tmp_path, "x = " + "+".join(["1"] * 20_000))
    # Python 3.10 compiles it, and then there is no `service`.
    assert error.what.startswith(("it fails with RecursionError", "it does not define"))


def test_a_number_that_no_field_takes_is_not_written_out(tmp_path: Path) -> None:
    container = "Container(image='a:1', port=10**5000)"
    error = refused(tmp_path, f"{HEAD}\nservice = Worker(container={container})\n")
    assert error.what == "`container.port` takes no number as large as that"
    assert error.place is not None
    assert error.place.line == 3


@pytest.mark.parametrize("number", ["float('nan')", "float('inf')"])
def test_what_is_no_number_is_not_taken_for_one(tmp_path: Path, number: str) -> None:
    fields = f"deployment=Canary(percent={number})"
    error = refused(
        tmp_path,
        f"{HEAD}\nfrom bbfd import Canary\n"
        f"service = Worker(container=Container(image='a:1'), {fields})\n",
    )
    assert error.what.startswith("`deployment.percent` takes a number, not")


def test_ctrl_c_while_a_definition_loads_is_the_persons(tmp_path: Path) -> None:
    root = project(tmp_path, web="raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load(root, "web", SERVICE)


def test_the_line_is_that_of_the_definition_when_a_module_of_its_own_fails(tmp_path: Path) -> None:
    (tmp_path / "wrong_shapes.py").write_text("\n\ndef size():\n    return 1 / 0\n")
    error = refused(tmp_path, "import wrong_shapes\n\nwrong_shapes.size()\n")
    assert error.place == Place("services/web.py", 3)
    assert "wrong_shapes.py:4" in error.what


def test_a_module_of_its_own_that_is_not_python_is_named_itself(tmp_path: Path) -> None:
    (tmp_path / "half_shapes.py").write_text("x = [\n")
    error = refused(tmp_path, "import half_shapes\n")
    assert error.place is not None
    assert error.place.file == "half_shapes.py"


def test_all_wrong_fields_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    error = refused(
        tmp_path,
        HEAD
        + "service = WebService(\n    contaner=Container(\n        prt=80),\n    http=Http(),\n)",
    )
    assert isinstance(error, Mistakes)
    told = [(e.place.line if e.place else 0, e.what) for e in error.each]
    assert (3, "unknown field `contaner` of WebService") in told
    assert (4, "unknown field `prt` of Container") in told
    assert (3, "Container needs `image`") in told


def test_all_wrong_values_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    error = refused(
        tmp_path,
        """
        from bbfd import Container, Tuning, Worker

        shared = Container(image="nginx", command=("ls"))
        service = Worker(
            container=shared,
            count="2",
            sidecars=shared,
            runs_on="fargate",
            tuning={
                "prod": Tuning(count="3"),
            },
        )
        """,
    )
    assert isinstance(error, Mistakes)
    told = {e.place.line: (e.what, e.fix) for e in error.each if e.place}
    assert told[4] == (
        "`container.command` takes a tuple of text, not the text 'ls'",
        "add a comma: ('ls',)",
    )
    assert told[7] == ("`count` takes a whole number, not the text '2'", "write 2 without quotes")
    assert told[8][1] == "add a comma: (Container(...),)"
    assert told[9][0].startswith(
        "`runs_on` takes Fargate(...) or EC2(...) or ManagedInstances(...) or"
    )
    assert told[11][0].startswith("`tuning.prod.count` takes a whole number or None")


# --- compiled definitions, kept between runs


def old(path: Path, text: str, seconds: int = 60) -> None:
    """A file that was written some time ago."""
    path.write_text(text)
    then = path.stat().st_mtime_ns - seconds * 1_000_000_000
    os.utime(path, ns=(then, then))


def result(compiled: Compiled, path: Path) -> object:
    names: dict[str, object] = {}
    exec(compiled.code(str(path)), names)
    return names["x"]


def test_what_was_compiled_is_used_again_and_an_edit_is_seen(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.py", str(tmp_path / "cache")
    old(path, "x = 1")
    first = Compiled(folder)
    assert result(first, path) == 1
    first.save()
    assert len(list((tmp_path / "cache").iterdir())) == 1
    again = Compiled(folder)
    known = again.code(str(path))
    assert known is again.code(str(path))
    old(path, "x = 2", seconds=30)
    assert result(Compiled(folder), path) == 2


def test_a_file_that_was_just_written_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    compiled = Compiled(str(tmp_path / "cache"))
    assert result(compiled, path) == 1
    compiled.save()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense", marshal.dumps(("another Python", {}))])
def test_what_cannot_be_used_of_it_is_compiled_anew(tmp_path: Path, damage: bytes) -> None:
    path, folder = tmp_path / "a.py", tmp_path / "cache"
    old(path, "x = 1")
    folder.mkdir()
    (folder / "definitions.bin").write_bytes(damage)
    assert result(Compiled(str(folder)), path) == 1


def test_a_project_that_cannot_be_written_to_goes_without(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    old(path, "x = 1")
    (tmp_path / "file").write_text("")
    compiled = Compiled(str(tmp_path / "file" / "cache"))
    assert result(compiled, path) == 1
    compiled.save()


# --- values against what their fields take


class Sized(Protocol):
    """What has a size."""

    @property
    def girth(self) -> int: ...


@dataclass(frozen=True)
class Box:
    size: int = 1

    @property
    def girth(self) -> int:
        return self.size


@dataclass(frozen=True, kw_only=True)
class Thing:
    text: str = ""
    number: int = 0
    maybe: int | None = None
    share: float = 0.0
    sure: bool = False
    words: tuple[str, ...] = ()
    named: Mapping[str, int] = field(default_factory=dict)
    speed: Literal["slow", "fast"] = "slow"
    box: Box | None = None
    boxes: tuple[Box, ...] = ()
    like: Sized = Box()
    anything: object = None


RIGHT = [
    Thing(),
    Thing(text="x", number=3, maybe=None, share=1, sure=True, words=("a",), named={"a": 1}),
    Thing(speed="fast", box=Box(size=3), boxes=(Box(), Box()), anything=[{}]),
]
WRONG: list[tuple[Thing, str, str]] = [
    (Thing(text=3), "text", "with quotes"),
    (Thing(number="3"), "number", "without quotes"),
    (Thing(number=True), "number", "a whole number"),
    (Thing(number=0.5), "number", "a whole number"),
    (Thing(sure=1), "sure", "True or False"),
    (Thing(maybe="x"), "maybe", "a whole number or None"),
    (Thing(words="ab"), "words", "add a comma: ('ab',)"),
    (Thing(words="run 'me'"), "words", """write ("run", "'me'")"""),
    (Thing(words=["ab"]), "words", "write a tuple"),
    (Thing(words=("a", 1)), "words.1", "with quotes"),
    (Thing(named={"a": "1"}), "named.a", "without quotes"),
    (Thing(speed="FAST"), "speed", "'fast'"),
    (Thing(box="box"), "box", "Box(...) or None"),
    (Thing(boxes=Box()), "boxes", "add a comma: (Box(...),)"),
    (Thing(boxes=(Box(size="1"),)), "boxes.0.size", "without quotes"),
    (Thing(like=3), "like", "a Sized"),
]


@pytest.mark.parametrize("value", RIGHT)
def test_right_values_are_taken(value: Thing) -> None:
    assert mistakes(value) == []


@pytest.mark.parametrize(("value", "path", "fix"), WRONG, ids=[path for _, path, _ in WRONG])
def test_a_wrong_value_is_told_with_its_field_and_what_to_write(
    value: Thing, path: str, fix: str
) -> None:
    (found,) = mistakes(value)
    assert found.path == path
    assert fix in found.fix
    assert f"`{path}`" in found.what


def test_looking_at_a_service_costs_next_to_nothing_once_warm(tmp_path: Path) -> None:
    source = """
    from bbfd import *
    service = WebService(
        container=Container(image="nginx:1", port=80, variables={"A": "b"}, command=("x", "y")),
        runs_on=Fargate(cpu=512, memory=1024),
        http=Http(path="/x", health=HealthCheck(interval=20)),
        scaling=Scaling(minimum=1, maximum=4, cpu=60),
        uses=(Secret(variable="P", parameter="/p"),),
        tuning={"prod": Tuning(count=2, runs_on=Fargate(cpu=1024, memory=2048))},
    )
    """
    service = load(project(tmp_path, web=source), "web", SERVICE)
    took = min(timeit.repeat(lambda: mistakes(service), number=100, repeat=5)) / 100
    assert took < 100e-6  # 15 microseconds on an idle machine; the bound leaves room for a busy one


# --- the place of a field

SOURCE = b"""\
from bbfd import *

size = Fargate(
    cpu=256,
)
service = WebService(
    container=Container(image="a",
                        port=80),
    runs_on=size,
    uses=(
        Scratch(path="/a"),
        Scratch(path="/b"),
    ),
    count=1 + 1,
    tuning={"prod": Tuning(count=6)},
    override={
        "Task.Cpu": "512",
    },
)
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 6),
        ("container", 7),
        ("container.port", 8),
        ("runs_on.cpu", 4),
        ("runs_on.memory", 9),
        ("uses.1.path", 12),
        ("count", 14),
        ("tuning.prod.count", 15),
        ("override.Task.Cpu", 17),
        ("override.Task.Memory", 16),
        ("nowhere.at.all", 6),
    ],
)
def test_a_field_is_placed_where_it_is_written_or_where_the_nearest_around_it_is(
    path: str, line: int
) -> None:
    assert place_in(SOURCE, "services/web.py", "service", path).line == line


def test_the_place_in_a_file_that_is_gone_is_the_file(tmp_path: Path) -> None:
    assert place_of(str(tmp_path), "services/web.py", "count") == Place("services/web.py")


def test_a_definition_that_goes_round_in_circles_has_a_place(tmp_path: Path) -> None:
    assert place_in(b"service = other\nother = service\n", "f.py", "service", "a.b").line == 1


@given(st.text(max_size=60), st.text(alphabet="abc.01", max_size=12))
def test_no_source_and_no_path_is_without_a_place(source: str, path: str) -> None:
    assert place_in(source.encode("utf-8", "replace"), "f.py", "service", path).file == "f.py"


def test_what_a_field_takes_is_called_as_it_is_written() -> None:
    arn = "arn:aws:acm:eu-west-1:111111111111:certificate/1"
    place = bbfd.Environment(account="1", region="r", certificate=arn, network="vpc-1")
    told = {mistake.path: mistake for mistake in mistakes(place)}
    assert told["certificate"].fix == f'write Certificate.arn("{arn}")'
    assert "takes Network.create(...) or Network.existing(...) or" in told["network"].what


CONTAINER = bbfd.Container(image="a:1")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"uses": bbfd.Bucket()}, "`uses` takes a tuple of a Feature (what a service uses"),
        ({"more": 5}, "`more` takes a tuple of a function, not 5"),
        ({"network": "x"}, "`network` takes NetworkLoadBalancer(...) or TcpListener(...) or"),
        ({"http": bbfd.Http(certificate="x")}, "`http.certificate` takes Certificate."),
    ],
)
def test_what_a_field_takes_is_told_in_a_few_words(given: dict[str, Any], words: str) -> None:
    (told,) = mistakes(bbfd.WebService(container=CONTAINER, **given))
    assert words in told.what
    assert len(told.what) < 150


class Odd:
    """What no field takes."""


@pytest.mark.parametrize(
    "name", [each for each in bbfd.__all__ if is_dataclass(getattr(bbfd, each))]
)
def test_a_field_whose_type_is_imported_late_is_looked_at_all_the_same(name: str) -> None:
    wrong = object.__new__(getattr(bbfd, name))
    given = {each.name for each in fields(wrong)} - {"statements"}  # of awacs: few load it
    for each in fields(wrong):
        object.__setattr__(wrong, each.name, Odd())
    assert {told.path for told in mistakes(wrong)} >= given
