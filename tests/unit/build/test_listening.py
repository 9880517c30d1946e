"""The ports of containers that share an address."""

from __future__ import annotations

from bbfd.kinds.backend_service import BackendService
from bbfd.model.container import Container
from bbfd.model.http import HealthCheck, Http
from bbfd.model.port import Port
from tests.unit.examples import environment, properties, stack, web

APP = Container(image="app:1", port=8080)
PROXY = Container(image="proxy:1", name="proxy", port=443)


def ports_of(made: object) -> dict[str, list[int]]:
    return {
        each["Name"]: [port["ContainerPort"] for port in each.get("PortMappings", [])]
        for each in made["ContainerDefinitions"]  # type: ignore[index]
    }


def test_health_may_be_asked_for_on_the_port_of_another_container() -> None:
    http = Http(container="proxy", health=HealthCheck(port=8080))
    made = stack(web(container=APP, sidecars=(PROXY,), http=http))
    assert ports_of(properties(made, "Task")) == {"app": [8080], "proxy": [443]}


def test_a_port_that_nobody_says_is_that_of_the_container_that_requests_go_to() -> None:
    http = Http(container="proxy", health=HealthCheck(port=9000))
    made = stack(web(container=APP, sidecars=(PROXY,), http=http))
    assert ports_of(properties(made, "Task")) == {"app": [8080], "proxy": [443, 9000]}


def test_others_call_the_first_of_several_ports() -> None:
    several = Container(image="app:1", ports=(Port(number=8080), Port(number=8081)))
    made = stack(BackendService(container=several), environment(discovery="test.internal"))
    (service,) = properties(made, "Service")["ServiceConnectConfiguration"]["Services"]
    assert service["ClientAliases"][0]["Port"] == 8080
    mapped = properties(made, "Task")["ContainerDefinitions"][0]["PortMappings"]
    assert [each.get("Name") for each in mapped] == [service["PortName"], None]
