"""Task definitions that are right although they look wrong, and wrong ones beyond the examples of the rules."""

import pytest

from bbfd.rules import Level, all_rules, check
from bbfd.rules._examples import LOGGED, ON_EC2, SERVICE, TASK
from bbfd.rules._of_tasks import in_container, in_task
from bbfd.template import read

RULES = all_rules()
ROLE = "ExecutionRoleArn: arn:aws:iam::123456789012:role/execution"
ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"
WINDOWS = (
    TASK.replace("'512'", "'2048'")
    .replace("'1024'", "'4096'")
    .replace(
        "      Cpu:",
        "      RuntimePlatform: {OperatingSystemFamily: WINDOWS_SERVER_2025_CORE}\n      Cpu:",
    )
)


def found(text: str) -> dict[str, Level]:
    return {each.rule: each.level for each in check(read(text, "t.yaml"), RULES)}


def secret(value_from: str) -> str:
    return in_container(f"Secrets: [{{Name: A, ValueFrom: {value_from}}}]", in_task(ROLE))


def beside(lines: str, base: str = TASK) -> str:
    return base + f"        - {{Name: beside, Image: 'envoy:1.31', {lines}}}\n"


RIGHT = {
    "a capability for traces": in_container("LinuxParameters: {Capabilities: {Add: [SYS_PTRACE]}}"),
    "a capability dropped": in_container("LinuxParameters: {Capabilities: {Drop: [ALL]}}"),
    "memory as a file system": in_container(
        "LinuxParameters: {Tmpfs: [{ContainerPath: /run, Size: 64}]}"
    ),
    "empty lists": in_task(
        "PlacementConstraints: []\nVolumes: []",
        in_container("LinuxParameters: {Devices: []}\nLinks: []\nDnsServers: []\nUlimits: []"),
    ),
    "false": in_container("Privileged: 'false'\nDisableNetworking: false"),
    "a role by its name": in_task("TaskRoleArn: !Ref Role", LOGGED),
    "processes of the task": in_task("PidMode: task"),
    "open files": in_container("Ulimits: [{Name: nofile, SoftLimit: 65536, HardLimit: 65536}]"),
    "kernel settings": in_container(
        "SystemControls: [{Namespace: net.core.somaxconn, Value: '1024'}]"
    ),
    "a range of ports": TASK.replace("- ContainerPort: 80", "- ContainerPortRange: 9000-9010"),
    "a range beside a port": TASK + "            - ContainerPortRange: 81-90\n",
    "one port for udp and another for tcp": TASK
    + "            - {ContainerPort: 81, Protocol: udp}\n",
    "one port for both, and no load balancer": TASK.replace(
        "- ContainerPort: 80",
        "- ContainerPort: 53\n            - {ContainerPort: 53, Protocol: udp}",
    ),
    "storage of 200 GiB": in_task("EphemeralStorage: {SizeInGiB: 200}"),
    "a restart": in_container("RestartPolicy: {Enabled: true, RestartAttemptPeriod: 1800}"),
    "an unused volume": in_task("Volumes: [{Name: data}]"),
    "an empty host volume": in_task("Volumes: [{Name: data, Host: {}}]"),
    "windows": WINDOWS,
    "windows that may be written to": in_container("ReadonlyRootFilesystem: 'false'", WINDOWS),
    "a check without words that is none": in_container("HealthCheck: {Command: [NONE]}"),
    "a check that hangs as long as it waits": in_container(
        "HealthCheck: {Command: [CMD, /ok], Timeout: 30}"
    ),
    "a container that is not essential ends": beside(
        "DependsOn: [{ContainerName: init, Condition: SUCCESS}]"
    )
    + "        - {Name: init, Image: 'envoy:1.31', Essential: 'false'}\n",
    "a container of unknown name": in_container(
        "DependsOn: [{ContainerName: db, Condition: START}]"
    )
    + "        - {Name: !ImportValue db, Image: 'envoy:1.31'}\n",
    "a mount of a volume whose name is not known": in_task(
        "Volumes: [{Name: !ImportValue data, ConfiguredAtLaunch: true}]"
    ),
    "a group that the driver makes": LOGGED.replace("!Ref Logs", "/made/by/driver")
    .replace("!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/execution")
    .replace(
        "              awslogs-region",
        "              awslogs-create-group: 'true'\n              awslogs-region",
    ),
    "a group of unknown name": LOGGED.replace("!Ref Logs", "!ImportValue Logs"),
    "a buffer, and the mode of the account": LOGGED.replace(
        "              awslogs-region",
        "              max-buffer-size: 4m\n              awslogs-region",
    ),
    "splunk with its token kept elsewhere": in_container(
        "LogConfiguration:\n"
        "  LogDriver: splunk\n"
        "  Options: {splunk-url: 'https://splunk.example.com'}\n"
        f"  SecretOptions: [{{Name: splunk-token, ValueFrom: '{ARN}'}}]",
        in_task(ROLE),
    ),
    "a parameter by its name": secret("/web/prod/db"),
    "a parameter by its arn": secret(
        "!Sub 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/db'"
    ),
    "a secret": secret(f"'{ARN}'"),
    "a key of a secret": secret(f"'{ARN}:password::'"),
    "a version of a secret": secret(f"'{ARN}::AWSPREVIOUS:'"),
    "a key of a secret that is not known": secret("!Sub '${AWS::StackName}:password::'"),
    "an arn that begins elsewhere": secret("!Sub '${AWS::StackName}:parameter/db'"),
    "a digest": TASK.replace("nginx:1.29", f"nginx:1.29@sha256:{'a1' * 32}"),
    "a password that is nowhere": in_container("Environment: [{Name: PASSWORD, Value: ''}]"),
    "where a password is": in_container(
        f"Environment: [{{Name: DB_PASSWORD, Value: '{ARN}'}}, {{Name: PASSWORD_FILE, Value: x}}]"
    ),
    "a limit for the task alone": ON_EC2.replace("          Memory: 512\n", "").replace(
        "      NetworkMode: bridge\n", "      NetworkMode: bridge\n      Memory: '512'\n"
    ),
    "a limit that is not known": ON_EC2.replace("Memory: 512", "Memory: !ImportValue Limit"),
    "a soft limit": ON_EC2.replace("Memory: 512", "MemoryReservation: 256"),
    "hosts and names on a bridge": in_container(
        "Hostname: web\nExtraHosts: [{Hostname: db, IpAddress: 10.0.0.7}]\nDnsServers: [10.0.0.2]",
        ON_EC2,
    ),
    "devices and swap on EC2": in_container(
        "LinuxParameters: {MaxSwap: 64, Swappiness: 60, Devices: [{HostPath: /dev/fuse}]}", ON_EC2
    ),
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_is_right_is_not_called_wrong(text: str) -> None:
    assert found(text) == {}


WRONG = {
    "swap although nothing says fargate but the service": (
        in_container("LinuxParameters: {MaxSwap: 64}", SERVICE).replace(
            "      RequiresCompatibilities: [FARGATE]\n", ""
        ),
        "FARGATE-MAX-SWAP",
    ),
    "a capability among several": (
        in_container("LinuxParameters: {Capabilities: {Add: [SYS_PTRACE, SYS_ADMIN]}}"),
        "FARGATE-CAP-ADD",
    ),
    "a name of the host's on EC2 in awsvpc mode": (
        in_container("Hostname: web", ON_EC2.replace("bridge", "awsvpc")),
        "AWSVPC-HOSTNAME",
    ),
    "a port within a range of another container": (
        TASK.replace("ContainerPort: 80", "ContainerPortRange: 9000-9010")
        + "        - {Name: beside, Image: 'envoy:1.31', PortMappings: [{ContainerPort: 9005}]}\n",
        "PORT-RANGE-OVERLAP",
    ),
    "two names in two containers": (
        TASK.replace("ContainerPort: 80", "{ContainerPort: 80, Name: http}")
        + "        - Name: beside\n          Image: envoy:1.31\n"
        + "          PortMappings: [{ContainerPort: 81, Name: http}]\n",
        "PORT-NAME-DUPLICATE",
    ),
    "a range that is none": (
        TASK.replace("ContainerPort: 80", "ContainerPortRange: '9000'"),
        "PORT-RANGE-REVERSED",
    ),
    "a circle of three": (
        in_container("DependsOn: [{ContainerName: b, Condition: START}]")
        + "        - Name: b\n          Image: envoy:1.31\n"
        + "          DependsOn: [{ContainerName: c, Condition: START}]\n"
        + "        - Name: c\n          Image: envoy:1.31\n"
        + "          DependsOn: [{ContainerName: web, Condition: START}]\n",
        "DEPENDS-ON-CYCLE",
    ),
    "a container that a task cannot lose": (
        in_container("DependsOn: [{ContainerName: beside, Condition: COMPLETE}]")
        + "        - {Name: beside, Image: 'envoy:1.31', Essential: true}\n",
        "DEPENDS-ON-COMPLETE-ESSENTIAL",
    ),
    "a key of a secret of this template": (
        secret("!Sub '${Password}:password'")
        + "  Password:\n    Type: AWS::SecretsManager::Secret\n",
        "SECRET-JSON-KEY-FORM",
    ),
    "a secret whose arn is of another service": (
        secret("!Sub 'arn:aws:dynamodb:${AWS::Region}:1:table/t'"),
        "SECRET-VALUEFROM-FORM",
    ),
    "what a parameter hides and a variable shows": (
        "Parameters:\n  Secret: {Type: String, NoEcho: true}\n"
        + in_container("Environment: [{Name: DB_PASSWORD, Value: !Ref Secret}]"),
        "ENV-PLAINTEXT-SECRET",
    ),
    "a profile of this template": (
        in_task("TaskRoleArn: !GetAtt Profile.Arn")
        + "  Profile:\n    Type: AWS::IAM::InstanceProfile\n",
        "ROLE-IS-INSTANCE-PROFILE",
    ),
    "no containers at all": (TASK.split("      ContainerDefinitions")[0], "CONTAINERS-EMPTY"),
    "no memory at all": (
        "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n"
        "      ContainerDefinitions: [{Name: web, Image: 'nginx:1.29'}]\n",
        "EC2-CONTAINER-MEMORY-REQUIRED",
    ),
}


@pytest.mark.parametrize(("text", "rule"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_in_another_way_is_found(text: str, rule: str) -> None:
    assert rule in found(text)


def test_a_guess_about_a_secret_is_a_warning_and_what_is_certain_an_error() -> None:
    assert found(secret(f"'{ARN}:password'"))["SECRET-JSON-KEY-FORM"] is Level.ERROR
    guessed = secret("!Sub '${AWS::StackName}:password'")
    assert found(guessed)["SECRET-JSON-KEY-FORM"] is Level.WARNING


def test_an_option_that_docker_has_is_a_warning_and_any_other_an_error() -> None:
    for option, level in (("tag", Level.WARNING), ("log_key", Level.ERROR)):
        text = LOGGED.replace(
            "              awslogs-r", f"              {option}: x\n              awslogs-r"
        )
        assert found(text) == {"AWSLOGS-UNKNOWN-OPTION": level}


def test_what_aws_says_of_a_capability_names_it() -> None:
    text = in_container("LinuxParameters: {Capabilities: {Add: [SYS_ADMIN]}}")
    (finding,) = check(read(text, "t.yaml"), RULES)
    assert finding.aws_error == "SYS_ADMIN is not allowed on Fargate."


def test_a_range_is_no_mistake_where_containers_have_addresses_of_their_own() -> None:
    ports = "PortMappings: [{ContainerPortRange: 9000-9010}]"
    two = ON_EC2.replace(
        "        - Name: web\n",
        f"        - {{Name: beside, Image: 'envoy:1.31', Memory: 64, {ports}}}\n        - Name: web\n",
    ).replace("{ContainerPort: 80, HostPort: 0}", "{ContainerPortRange: 9000-9010}")
    assert found(two) == {}
