from typing import Any

import pytest

from bbfd.errors import Place
from bbfd.template import UNKNOWN, Document, Reference, document, read
from bbfd.template.scenarios import scenarios, usual

HEAD = """\
Parameters:
  Known: {Type: String, Default: web}
  Empty: {Type: String, Default: ''}
  Free: {Type: String}
  Other: {Type: String}
  One: {Type: String, AllowedValues: [only]}
  Size: {Type: Number, Default: 256}
  List: {Type: CommaDelimitedList, Default: 'a,b'}
  Ssm: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /name}
Mappings:
  Sizes: {small: {Cpu: 256}}
Conditions:
  Yes_: !Equals [!Ref Known, web]
  No_: !Not [!Condition Yes_]
  Both: !And [!Condition Yes_, !Condition No_]
  Either: !Or [!Condition Maybe, !Condition Yes_]
  Maybe: !Equals [!Ref Free, x]
  Same: !Equals [!Ref Free, !Ref Free]
  Loop: !Not [!Condition Loop]
Resources:
  Role: {Type: 'AWS::IAM::Role'}
  Thing:
    Type: T
    Properties:
      V: %s
"""


def template(raw: str) -> Document:
    return read(HEAD % raw, "t.yaml")


def value(raw: str) -> Any:
    found = template(raw)
    return found.value(found.resources("T")["Thing"]["V"])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain", "plain"),
        ("!Ref Known", "web"),
        ("!Ref Size", 256),
        ("!Ref List", ["a", "b"]),
        ("!Ref One", "only"),
        ("!Ref Empty", UNKNOWN),
        ("!Ref Free", UNKNOWN),
        ("!Ref Ssm", UNKNOWN),
        ("!Ref Nothing", UNKNOWN),
        ("!Ref AWS::Region", UNKNOWN),
        ("!Ref AWS::NoValue", None),
        ("!Ref Role", Reference("Role")),
        ("!GetAtt Role.Arn", Reference("Role", "Arn")),
        ("{'Fn::GetAtt': 'Role.Arn'}", Reference("Role", "Arn")),
        ("!GetAtt Nothing.Arn", UNKNOWN),
        ("!Sub '${Known}-${Size}-${!Literal}'", "web-256-${Literal}"),
        ("!Sub ['${a}${Known}', {a: !Ref One}]", "onlyweb"),
        ("!Sub '${Known}-${Free}'", UNKNOWN),
        ("!Sub '${Role.Arn}'", Reference("Role", "Arn")),
        ("!Sub '${Role.Arn}/x'", UNKNOWN),
        ("!Join ['-', [a, !Ref Known, 1, true]]", "a-web-1-true"),
        ("!Join ['-', !Ref List]", "a-b"),
        ("!Select [1, !Ref List]", "b"),
        ("!Select ['0', [!Ref Known]]", "web"),
        ("!Select [9, !Ref List]", UNKNOWN),
        ("!Split ['/', 'a/b']", ["a", "b"]),
        ("!FindInMap [Sizes, small, Cpu]", 256),
        ("!FindInMap [Sizes, !Ref Free, Cpu]", UNKNOWN),
        ("!FindInMap [Sizes, big, Cpu]", UNKNOWN),
        ("!FindInMap [Sizes, big, Cpu, {DefaultValue: 512}]", 512),
        ("!FindInMap [Sizes, small, Cpu, {DefaultValue: 512}]", 256),
        ("!FindInMap [Sizes, !Ref Free, Cpu, {DefaultValue: 512}]", UNKNOWN),
        ("!FindInMap [Sizes, big, Cpu, {DefaultValue: !Ref Free}]", UNKNOWN),
        ("!Length [a, b]", 2),
        ("!Length {Ref: List}", 2),
        ("!Length {Ref: Free}", UNKNOWN),
        ("!ToJsonString {a: 1}", UNKNOWN),
        ("!If [Yes_, a, b]", "a"),
        ("!If [No_, a, b]", "b"),
        ("!If [Both, a, b]", "b"),
        ("!If [Either, a, b]", "a"),
        ("!If [Maybe, a, b]", UNKNOWN),
        ("!If [Maybe, a, a]", "a"),
        ("!If [Loop, a, b]", UNKNOWN),
        ("!If [Missing, a, b]", UNKNOWN),
        ("!If [Yes_, !Ref AWS::NoValue, b]", None),
        ("!ImportValue x", UNKNOWN),
        ("'{{resolve:ssm:x}}'", UNKNOWN),
        ("!Sub '{{resolve:ssm:${Known}}}'", UNKNOWN),
        ("!Sub [1, 2, 3]", UNKNOWN),
        ("!Join x", UNKNOWN),
        ("!Select x", UNKNOWN),
    ],
)
def test_a_value_comes_to_what_can_be_known_of_it(raw: str, expected: Any) -> None:
    assert value(raw) == expected or value(raw) is expected


def test_what_is_not_known_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)


def test_two_expressions_of_one_value_are_the_same() -> None:
    found = template("x")
    assert found.same({"Ref": "Known"}, "web") is True
    assert found.same({"Ref": "Known"}, "other") is False
    assert found.same({"Ref": "Free"}, {"Ref": "Free"}) is True
    assert found.same({"Ref": "Free"}, "web") is None
    assert found.same({"Ref": "Role"}, {"Fn::GetAtt": ["Role", "Arn"]}) is True
    assert found.same({"Ref": "Role"}, "arn:aws:iam::1:role/x") is None
    assert found.same(80, "80") is True


def test_an_outline_says_what_is_known_of_a_text() -> None:
    found = template("x")
    raw = {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/${Known}:latest"}
    assert found.outline(raw) == "….dkr.ecr.….amazonaws.com/web:latest"
    assert found.outline({"Fn::Join": [":", [{"Ref": "Free"}, "1"]]}) == "…:1"


def test_a_resource_whose_condition_is_false_is_not_there() -> None:
    text = HEAD % "x" + "  Off: {Type: U, Condition: No_}\n  On: {Type: U, Condition: Maybe}\n"
    assert list(read(text, "t.yaml").resources("U")) == ["On"]


def test_a_template_without_conditions_is_one_scenario() -> None:
    found = read("Parameters: {P: {Type: String}}\nResources: {A: {Type: T}}\n", "t.yaml")
    assert scenarios(found) == (found,)


def test_conditions_are_looked_at_together() -> None:
    text = """
Parameters:
  Launch: {Type: String, AllowedValues: [FARGATE, EC2]}
  Extra: {Type: String, Default: ''}
Conditions:
  Fargate: !Equals [!Ref Launch, FARGATE]
  NotFargate: !Not [!Equals [!Ref Launch, FARGATE]]
  HasExtra: !Not [!Equals [!Ref Extra, '']]
Resources:
  A:
    Type: T
    Properties:
      L: !Ref Launch
      M: !If [NotFargate, bridge, awsvpc]
      E: !If [HasExtra, !Ref Extra, !Ref AWS::NoValue]
"""
    found = scenarios(read(text, "t.yaml"))
    seen = [tuple(each.value(raw) for raw in each.resources("T")["A"].values()) for each in found]
    assert seen == [
        ("FARGATE", "awsvpc", None),
        ("FARGATE", "awsvpc", UNKNOWN),
        ("EC2", "bridge", None),
        ("EC2", "bridge", UNKNOWN),
    ]
    assert not any(usual(each) for each in found)


def test_what_nobody_chose_is_the_usual_scenario() -> None:
    text = """
Parameters:
  Stage: {Type: String, Default: dev}
  Size: {Type: String, Default: '256'}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  A: {Type: T, Properties: {S: !Ref Size}}
"""
    found = scenarios(read(text, "t.yaml"))
    assert [usual(each) for each in found] == [True, False]
    # chosen for another stage, the default says nothing about this one
    assert [each.value({"Ref": "Size"}) for each in found] == ["256", UNKNOWN]


def test_many_conditions_do_not_make_endless_scenarios() -> None:
    names = [f"P{n}" for n in range(40)]
    text = "Parameters:\n" + "".join(f"  {name}: {{Type: String, Default: a}}\n" for name in names)
    text += "Conditions:\n" + "".join(f"  C{name}: !Equals [!Ref {name}, b]\n" for name in names)
    assert len(scenarios(read(text + "Resources: {A: {Type: T}}\n", "t.yaml"))) <= 64


def test_a_stack_of_our_own_asks_for_places_only_when_told_to() -> None:
    asked: list[tuple[str, tuple[str | int, ...]]] = []

    def places(logical_id: str, path: tuple[str | int, ...]) -> Place:
        asked.append((logical_id, path))
        return Place("services/web.py", 3)

    body = {"Resources": {"Task": {"Type": "T", "Properties": {"Cpu": "1"}}}}
    found = document(body, places, parameters={"L": Reference("Listener", stack="env")})
    assert found.resources("T")["Task"]["Cpu"] == "1"
    assert asked == []
    assert str(found.place(("Resources", "Task", "Properties", "Cpu"))) == "services/web.py:3"
    assert asked == [("Task", ("Cpu",))]


def test_what_is_known_of_a_parameter_goes_before_its_default() -> None:
    body = {
        "Parameters": {"P": {"Type": "String", "Default": "a"}},
        "Resources": {"A": {"Type": "T"}},
    }
    found = document(body, lambda *_: Place("x"), parameters={"P": "b"})
    assert found.value({"Ref": "P"}) == "b"


def test_what_is_written_is_found_through_a_condition() -> None:
    found = template("!If [Yes_, [{a: !Ref Free}], b]")
    path = ("Resources", "Thing", "Properties", "V")
    assert found.raw((*path, 0, "a")) == {"Ref": "Free"}
    assert found.raw((*path, 0, "a", "x", 3)) is None
    assert found.raw((*path, "a")) is None


def test_the_name_of_a_value_is_not_the_value_whatever_a_condition_compares_it_with() -> None:
    text = """
Parameters:
  Ssm: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /stage, AllowedValues: [/stage, /other]}
Conditions:
  Prod: !Equals [!Ref Ssm, prod]
Resources:
  A: {Type: T, Properties: {S: !Ref Ssm, C: !If [Prod, a, b]}}
"""
    seen = [
        tuple(each.value(raw) for raw in each.resources("T")["A"].values())
        for each in scenarios(read(text, "t.yaml"))
    ]
    assert seen == [("prod", "a"), (UNKNOWN, "b")]


def test_a_number_and_its_text_are_one_value_of_a_parameter() -> None:
    text = """
Parameters: {N: {Type: Number, Default: 1}}
Conditions: {One: !Equals [!Ref N, '1']}
Resources: {A: {Type: T, Properties: {C: !If [One, a, b]}}}
"""
    found = scenarios(read(text, "t.yaml"))
    assert [each.value({"Fn::If": ["One", "a", "b"]}) for each in found] == ["a", "b"]
    assert [usual(each) for each in found] == [True, False]


def test_of_a_template_that_aws_takes_not_fewer_scenarios_are_looked_at() -> None:
    head = "Parameters: {A: {Type: String}, B: {Type: String}}\n" + (
        "Conditions: {C: !Equals [!Ref A, x], D: !Equals [!Ref B, x]}\nResources:\n"
    )
    few = "".join(f"  R{n}: {{Type: T}}\n" for n in range(500))
    many = "".join(f"  R{n}: {{Type: T}}\n" for n in range(20_000))
    assert len(scenarios(read(head + few, "t.yaml"))) == 4
    assert len(scenarios(read(head + many, "t.yaml"))) == 2


@pytest.mark.parametrize(
    ("raw", "opening"),
    [
        ({"Fn::Sub": "${Role}:key::"}, Reference("Role")),
        ({"Fn::Sub": "${Role.Arn}/x"}, Reference("Role", "Arn")),
        ({"Fn::Sub": ["${r}:key", {"r": {"Ref": "Role"}}]}, Reference("Role")),
        ({"Fn::Join": ["", [{"Ref": "Role"}, ":key"]]}, Reference("Role")),
        ({"Fn::Join": ["", [{"Fn::Sub": "${Role}:a"}, ":key"]]}, Reference("Role")),
        ({"Ref": "Role"}, Reference("Role")),
        ({"Ref": "Known"}, "web"),
        ({"Fn::Sub": "${Free}:key"}, UNKNOWN),
        ({"Fn::Sub": "arn:${Role}"}, UNKNOWN),
        ({"Fn::Sub": [1, 2, 3]}, UNKNOWN),
        ({"Fn::Join": [":", {"Ref": "Free"}]}, UNKNOWN),
        ({"Fn::Join": [":"]}, UNKNOWN),
    ],
)
def test_what_a_text_begins_with_is_known_by_itself(raw: Any, opening: Any) -> None:
    found = template("x").opening(raw)
    assert found is opening or found == opening
