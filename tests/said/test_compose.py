"""What compose files say, and what our definitions of the same come to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.said import facts, stack

# service -> what the file says of it: (fact of tests/said/facts.py, its arguments) -> value
SAID: dict[str, dict[tuple[Any, ...], Any]] = {
    "blog": {
        (facts.ports,): ["80"],
        (facts.variables,): {
            "WORDPRESS_DB_HOST": "blog-db",
            "WORDPRESS_DB_USER": "wordpress",
            "WORDPRESS_DB_NAME": "wordpress",
        },
        (facts.secrets,): {"WORDPRESS_DB_PASSWORD": "blog/password"},
    },
    "blog-db": {
        (facts.ports,): ["3306"],
        (facts.mounts,): {"/var/lib/mysql": "db-data"},
        (facts.variables,): {"MYSQL_DATABASE": "wordpress", "MYSQL_USER": "wordpress"},
        (facts.secrets,): {
            "MYSQL_ROOT_PASSWORD": "blog/root-password",
            "MYSQL_PASSWORD": "blog/password",
        },
    },
    "cloud": {(facts.ports,): ["80"], (facts.mounts,): {"/var/www/html": "data"}},
    "cloud-cache": {(facts.ports,): ["6379"]},
    "cloud-db": {(facts.ports,): ["3306"], (facts.mounts,): {"/var/lib/mysql": "db-data"}},
    "search": {
        (facts.ports,): ["9200", "9300"],
        (facts.variables,): {
            "discovery.type": "single-node",
            "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
        },
        (facts.health,): {
            "command": "curl --silent --fail localhost:9200/_cluster/health || exit 1",
            "interval": 10,
            "timeout": 10,
            "retries": 3,
        },
    },
    "search-logs": {(facts.ports,): ["5044", "5000", "5000/udp", "9600"]},
    "search-view": {(facts.ports,): ["5601"]},
    "broker": {
        (facts.ports, "redpanda"): ["8081", "8082", "9092", "9644", "29092"],
        (facts.mounts, "redpanda"): {"/app": "app"},
        (facts.secrets, "db"): {"MYSQL_ROOT_PASSWORD": "broker/password"},
        (facts.variables,): {
            "KAFKA_URL": "kafka://localhost:9092/order",
            "RUST_BACKTRACE": "full",
            "RUST_LOG": "info",
        },
    },
    "names": {
        (facts.ports,): ["53", "53/udp", "80", "443"],
        (facts.mounts,): {"/etc/pihole": "lists", "/etc/dnsmasq.d": "rules"},
        (facts.variables, "upstream"): {
            "TZ": "Europe/Zurich",
            "PORT": "5054",
            "ADDRESS": "0.0.0.0",
        },
    },
    "site": {
        (facts.ports,): ["80"],
        (facts.mounts,): {"/php-code": "code"},
        (facts.mounts, "php"): {"/php-code": "code"},
    },
    "chat": {(facts.ports,): ["3000"]},
    "chat-cache": {(facts.ports,): ["6379"]},
    "chat-pages": {(facts.ports,): ["80"]},
    "chat-test": {
        (facts.variables,): {
            "SELF_URL": "https://chat.example.org",
            "WS_URL": "wss://chat.example.org",
        }
    },
    "flows": {
        (facts.ports,): ["8080"],
        (facts.health,): {
            "command": "[ -f /usr/local/airflow/airflow-webserver.pid ]",
            "interval": 30,
            "timeout": 30,
            "retries": 3,
        },
        (facts.secrets, "scheduler"): {
            "POSTGRES_PASSWORD": "flows/password",
            "FERNET_KEY": "flows/fernet-key",
        },
    },
    "watcher": {
        (facts.ports,): ["80"],
        (facts.variables,): {"ENV": "DEV", "SITE": "testsite"},
        (facts.mounts,): {
            "/opt/nagios/etc": "etc",
            "/opt/nagios/libexec": "libexec",
            "/opt/Custom-Nagios-Plugins": "plugins",
        },
    },
}
COMMANDS = {
    "blog-db": ["--default-authentication-plugin=mysql_native_password"],
    "cloud-db": ["--transaction-isolation=READ-COMMITTED", "--binlog-format=ROW"],
    "flows": ["webserver"],
    "bot": ["function_bot"],
    "bot-whole": ["monolithic_bot"],
}
CASES = [(service, fact, wanted) for service, said in SAID.items() for fact, wanted in said.items()]


@pytest.mark.parametrize(("service", "fact", "wanted"), CASES)
def test_the_file_is_said(service: str, fact: tuple[Any, ...], wanted: object) -> None:
    ask, *arguments = fact
    assert ask(stack("compose", service), *arguments) == wanted


@pytest.mark.parametrize(("service", "command"), COMMANDS.items())
def test_a_command_is_that_of_the_file(service: str, command: list[str]) -> None:
    assert facts.container(stack("compose", service))["Command"] == command


@pytest.mark.parametrize("service", ["blog-db", "cloud-db", "names"])
def test_what_is_written_outlives_the_task(service: str) -> None:
    volumes = facts.only(stack("compose", service), "AWS::ECS::TaskDefinition")["Volumes"]
    assert all("EFSVolumeConfiguration" in each for each in volumes)


@pytest.mark.parametrize("service", ["blog-db", "cloud-cache", "cloud-db", "search", "chat-cache"])
def test_others_call_it_by_its_name_and_its_own_port(service: str) -> None:
    said = facts.only(stack("compose", service), "AWS::ECS::Service")["ServiceConnectConfiguration"]
    (alias,) = said["Services"][0]["ClientAliases"]
    assert (alias["DnsName"], str(alias["Port"])) == (
        service,
        facts.ports(stack("compose", service))[0],
    )


def test_a_container_waits_for_another() -> None:
    def waits(service: str, name: str = "app") -> Any:
        return [
            (each["ContainerName"], each["Condition"])
            for each in facts.container(stack("compose", service), name)["DependsOn"]
        ]

    assert waits("broker") == [("db", "START"), ("redpanda", "START")]
    assert waits("site") == waits("site", "php") == [("code", "SUCCESS")]
    assert waits("flows", "scheduler") == [("app", "START")]


def test_what_failed_is_started_again_and_what_ended_well_is_not() -> None:
    policy = facts.container(stack("compose", "bot"))["RestartPolicy"]
    assert policy == {"Enabled": True, "IgnoredExitCodes": [0], "RestartAttemptPeriod": 60}


def test_names_are_answered_over_tcp_and_udp() -> None:
    listeners = facts.of_type(stack("compose", "names"), "AWS::ElasticLoadBalancingV2::Listener")
    found = {each["Port"]: each["Protocol"] for each in listeners.values()}
    assert found == {53: "TCP_UDP", 443: "TCP"}
    linux = facts.container(stack("compose", "names"))["LinuxParameters"]
    assert linux["Capabilities"]["Add"] == ["NET_ADMIN"]


def test_a_client_stays_with_its_task_where_it_talks_by_polling() -> None:
    group = facts.only(stack("compose", "chat"), "AWS::ElasticLoadBalancingV2::TargetGroup")
    attributes = {each["Key"]: each["Value"] for each in group["TargetGroupAttributes"]}
    assert attributes["stickiness.enabled"] == "true"


def test_tables_are_made_in_place_of_those_that_were_imitated() -> None:
    made = stack("compose", "chat")
    assert len(facts.of_type(made, "AWS::DynamoDB::Table")) == 2
    assert {"USER_TABLE", "MESSAGE_TABLE"} <= facts.variables(made).keys()
