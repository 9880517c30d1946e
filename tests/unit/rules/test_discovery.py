"""Cloud Map: what a registry needs of a container, and what is taken beside it."""

from bbfd.rules import all_rules, check
from bbfd.template import read

RULES = all_rules()
ID = "SD-CONTAINER-PORT-AWSVPC"


def test_the_name_of_a_container_without_its_port_is_taken_beside_an_address() -> None:
    rule = next(rule for rule in RULES if rule.id == ID)
    text = rule.wrong.replace(", ContainerPort: 80}", "}")
    assert text != rule.wrong
    assert ID not in {each.rule for each in check(read(text, "t.yaml"), RULES)}
