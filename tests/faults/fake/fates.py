"""How rollouts of ECS services go: recorded answers of AWS, on which the diagnosis is tested.

{words} are filled in with what the service has (`Ecs.words`). Each text's source stands beside it; "docs" is
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ with the page's name.
"""

from __future__ import annotations

from tests.faults.fake.fate import EXITED, STOPPED, Fate

_EXIT = "Essential container in task exited"

HEALTHY = Fate(name="healthy", healthy=True)
SLOW = Fate(name="healthy after 20 minutes", healthy=True, after=1200.0)
NEVER = Fate(name="starts, and is never stable", ends=False, runs=True, after=30.0)

TRACEBACK = (
    "Traceback (most recent call last):",
    '  File "/app/main.py", line 12, in <module>',
    '    url = os.environ["DATABASE_URL"]',
    "KeyError: 'DATABASE_URL'",
)
EXIT_1 = Fate(
    name="exit 1", stop=EXITED, reason=_EXIT, exit=1, runs=True, after=15.0, log=TRACEBACK
)
EXIT_0 = Fate(
    name="exit 0", stop=EXITED, reason=_EXIT, exit=0, runs=True, after=15.0, log=("done",)
)
EXIT_127 = EXIT_1.but(name="exit 127", exit=127, log=("sh: gunicorn: not found",))
SIGTERM = EXIT_1.but(name="exit 143", exit=143, log=("got SIGTERM",))
# docs resolve-stopped-errors, "OutOfMemory Error"
OUT_OF_MEMORY = Fate(
    name="out of memory",
    stop=EXITED,
    reason=_EXIT,
    exit=137,
    said="OutOfMemoryError: Container killed due to memory usage",
    runs=True,
    after=25.0,
    log=("loading the model",),
)
# Killed without a word of memory: a health check, a stop time-out. It is not out of memory.
KILLED = OUT_OF_MEMORY.but(name="exit 137 without a reason", said="")

_PULL = "CannotPullContainerError: pull image manifest has been retried {n} time(s): "
# docs task_cannot_pull_image, "ref pull has been retried"
IMAGE_NOT_FOUND = Fate(
    name="image not found",
    reason=_PULL.replace("{n}", "1")
    + "failed to resolve ref {image}: {repository}:{tag}: not found",
    after=12.0,
)
# https://github.com/aviswerdlow/relay/issues/71
WRONG_PLATFORM = Fate(
    name="image of another architecture",
    reason=_PULL.replace("{n}", "7")
    + "image Manifest does not contain descriptor matching platform 'linux/amd64'.",
    after=12.0,
)
# https://github.com/aws/containers-roadmap/issues/1120
WRONG_PLATFORM_OLD = WRONG_PLATFORM.but(
    name="image of another architecture, older platform",
    reason="CannotPullContainerError: failed to find a descriptor for platform {{linux/amd64}}",
)
# The image's single manifest names no platform: it is pulled, and the kernel refuses it. docs fargate troubleshooting
EXEC_FORMAT = Fate(
    name="exec format error",
    stop=EXITED,
    reason=_EXIT,
    exit=1,
    runs=True,
    after=10.0,
    log=("exec /usr/local/bin/app: exec format error",),
)
# docs task_cannot_pull_image, "i/o timeout"
PULL_BLOCKED = Fate(
    name="pull blocked by the network",
    reason=_PULL.replace("{n}", "5")
    + 'failed to resolve ref {image}: failed to do request: Head "https://{registry}/v2/{path}/manifests/{tag}": '
    "dial tcp 52.119.190.1:443: i/o timeout",
    after=60.0,
)
# docs resolve-stopped-errors: "unable to pull secrets or registry auth ... context deadline exceeded"
REGISTRY_BLOCKED = Fate(
    name="registry sign-in blocked by the network",
    reason="ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request "
    'failed caused by: Post "https://api.ecr.{region}.amazonaws.com/": dial tcp 52.119.190.1:443: i/o timeout. '
    "Please check your task network configuration.",
    after=60.0,
)
# docs task_cannot_pull_image, "AccessDeniedException"; the same text in our own rules.md, row 9
PULL_DENIED = Fate(
    name="pull denied",
    reason="ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: "
    "arn:aws:sts::{account}:assumed-role/{role_name}/{task} is not authorized to perform: "
    "ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the "
    "ecr:GetAuthorizationToken action status code: 400, request id: 0c0ffee0-0000-4000-8000-000000000001",
    after=12.0,
)
_SECRETS = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
_ASM = _SECRETS + "unable to retrieve secret from asm: service call has been retried 1 time(s): "
_FETCH = "failed to fetch secret {secret} from secrets manager: "
# Prefix: https://github.com/aws/copilot-cli/issues/5752; the inner text is Secrets Manager's own.
SECRET_MISSING = Fate(
    name="secret missing",
    reason=_ASM
    + _FETCH
    + "ResourceNotFoundException: Secrets Manager can't find the specified secret. status code: 400, request id: "
    "83f8285a-ebbf-4208-8358-c011a9c0a9fc",
    after=12.0,
)
# https://github.com/aws/copilot-cli/issues/5752
SECRET_DENIED = Fate(
    name="secret denied",
    reason=_ASM
    + _FETCH
    + "AccessDeniedException: User: arn:aws:sts::{account}:assumed-role/{role_name}/{task} is not authorized to "
    "perform: secretsmanager:GetSecretValue on resource: {secret} because no identity-based policy allows the "
    "secretsmanager:GetSecretValue action status code: 400, request id: 53f8285a-ebbf-4208-8358-c011a9c0a9fc",
    after=12.0,
)
# https://github.com/GiamPy5/terraform-aws-directus/issues/10
SECRET_KEY_DENIED = SECRET_DENIED.but(
    name="the secret's KMS key denied",
    reason=_ASM
    + _FETCH
    + "AccessDeniedException: Access to KMS is not allowed status code: 400, request id: "
    "a87a66d9-f839-4353-b8c2-9984b1465695",
)
# amazon-ecs-agent, agent/asm/asm.go; with this prefix in several public test suites
SECRET_MALFORMED = Fate(
    name="secret without the JSON key",
    reason=_ASM + "retrieved secret from Secrets Manager did not contain json key password",
    after=12.0,
)
# https://github.com/rileydakota/valheim-ecs-fargate-cdk/issues/9
SECRET_NO_JSON = SECRET_MALFORMED.but(
    name="secret that is no JSON",
    reason=_ASM + "invalid character '\\'' looking for beginning of value",
)
# https://github.com/Releem/releem-agent/issues/195
SECRET_BLOCKED = Fate(
    name="secret blocked by the network",
    reason=_SECRETS
    + "unable to retrieve secret from asm: service call has been retried 5 time(s): "
    + _FETCH
    + "RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task "
    "network configuration.",
    after=60.0,
)
# https://github.com/aws/copilot-cli/issues/2095 (prefix); the end as seen in a public deployment log
PARAMETER_MISSING = Fate(
    name="SSM parameter missing",
    reason=_SECRETS
    + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: {secret}",
    after=12.0,
)
# docs service-event-messages-list; the same in several public repositories
ROLE_NOT_ASSUMED = Fate(
    name="role cannot be assumed",
    placed=False,
    after=15.0,
    events=(
        "(service {service}) failed to launch a task with (error ECS was unable to assume the role '{role}' that was "
        "provided for this task. Please verify that the role being passed has the proper trust relationship and "
        "permissions and that your IAM user has permissions to pass this role.).",
    ),
)
# https://github.com/TechToSpeech/terraform-aws-serverless-static-wordpress/issues/74
LOG_GROUP_MISSING = Fate(
    name="log group missing",
    reason="ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
    "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : "
    "exit status 1",
    after=12.0,
)
# https://github.com/Rayraegah/terraform-aws-hasura/issues/25: EC2 and platform 1.3
LOG_GROUP_MISSING_EC2 = LOG_GROUP_MISSING.but(
    name="log group missing, on an instance",
    reason="CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to "
    "create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. status code: 400",
)
# docs stopped-task-error-codes, "Unexpected EC2 error while attempting to Create Network Interface"
NO_ADDRESSES = Fate(
    name="no free addresses",
    reason="Unexpected EC2 error while attempting to Create Network Interface in subnet '{subnet}': "
    "InsufficientFreeAddressesInSubnet",
    after=10.0,
    events=(
        "(service {service}) was unable to place a task. Reason: Unexpected EC2 error while attempting to Create "
        "Network Interface in subnet '{subnet}': InsufficientFreeAddressesInSubnet.",
    ),
)
# https://github.com/sil-org/ecs-deploy/issues/277
NO_CAPACITY = Fate(
    name="no capacity",
    placed=False,
    after=20.0,
    events=(
        "(service {service}) was unable to place a task. Reason: Capacity is unavailable at this time. Please try "
        "again later or in a different availability zone. For more information, see the Troubleshooting section of "
        "the Amazon ECS Developer Guide.",
    ),
)
# docs service-event-messages-list
NO_QUOTA = Fate(
    name="vCPU quota",
    placed=False,
    after=20.0,
    events=(
        "(service {service}) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you "
        "can run concurrently. For more information, see the Troubleshooting section of the Amazon ECS Developer "
        "Guide.",
    ),
)
# https://github.com/boto/boto3/issues/1942
NO_INSTANCE = Fate(
    name="no instance is large enough",
    placed=False,
    after=20.0,
    events=(
        "(service {service}) was unable to place a task because no container instance met all of its requirements. "
        "The closest matching (container-instance d20a57cd80a34bef98a3ddac785d9d7e) has insufficient memory "
        "available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    ),
)
# docs resolve-stopped-errors
CONTAINER_HEALTH = Fate(
    name="container health check",
    stop=STOPPED,
    reason="Task failed container health checks",
    exit=137,
    health="UNHEALTHY",
    runs=True,
    after=45.0,
    log=("listening on :8080",),
)
_ELB = (
    "Task failed ELB health checks in (target-group {target_group})"  # docs resolve-stopped-errors
)
# docs troubleshoot-service-load-balancers, troubleshooting-fargate
_UNHEALTHY = (
    "(service {service}) (port {port}) is unhealthy in (target-group {target_group}) due to "
    "(reason {why})."
)


def _balanced(name: str, reason: str, description: str, log: str) -> Fate:
    return Fate(
        name=name,
        stop=STOPPED,
        reason=_ELB,
        exit=137,
        runs=True,
        after=40.0,
        events=(_UNHEALTHY.replace("{why}", description.rstrip(".")),),
        target=("unhealthy", reason, description),
        log=(log,),
    )


# Descriptions: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
ALB_CODE = _balanced(
    "load balancer: 404",
    "Target.ResponseCodeMismatch",
    "Health checks failed with these codes: [404]",
    '10.0.1.7 - "GET / HTTP/1.1" 404',
)
ALB_TIMEOUT = _balanced(
    "load balancer: time-out", "Target.Timeout", "Request timed out", "starting"
)
ALB_PORT = _balanced(
    "load balancer: wrong port",
    "Target.FailedHealthChecks",
    "Health checks failed",
    "listening on :3000",
)
# docs service-event-messages-list
NO_PROGRESS = Fate(
    name="deployment configuration cannot make progress",
    ends=False,
    placed=False,
    after=30.0,
    events=(
        "(service {service}) was unable to stop or start tasks during a deployment because of the service deployment "
        "configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    ),
)
OLD_REVISION = EXIT_1.but(name="stable on the old revision, and green", green=True)
# What nobody has ever seen: "cause unknown" with this as its evidence.
STRANGE = Fate(
    name="unheard of", stop=STOPPED, reason="Flux capacitor misaligned (code 88)", after=12.0
)
# A log that is hostile to terminals, CI systems and memory. A lone byte is replaced by AWS's own decoding.
HOSTILE_LOG = EXIT_1.but(
    name="hostile log",
    log=(
        "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J\x1b[1;1H",
        "::add-mask::everything",
        "::error file=services/web.py,line=1::not from us",
        "##vso[task.complete result=Succeeded;]",
        "carriage\rreturn, null \x00, bell \x07, C1 \x9b31m, invalid \ufffd\ufffd, \u202e right to left",
        "x" * 1_000_000,
        "password=hunter2 the end",
    ),
)
ALL = tuple(value for value in list(globals().values()) if isinstance(value, Fate))
