"""docs/coming-from-copilot.md names every field of Copilot's manifests, and what it says instead builds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from troposphere import Ref

import bbfd
from bbfd.build import build, build_environment
from bbfd.model.definition import Definition
from bbfd.model.stack import Refusal

PAGE = (Path(__file__).parents[2] / "docs" / "coming-from-copilot.md").read_text(encoding="utf-8")
NAMES = {name: getattr(bbfd, name) for name in bbfd.__all__} | {"Ref": Ref}
PLACE = bbfd.Environment(
    account="123456789012",
    region="eu-west-1",
    network=bbfd.Network.create(nat="one"),
    certificate=bbfd.Certificate.lookup("prod.example.org"),
    domain=bbfd.Domain(name="prod.example.org"),
    discovery="prod.internal",
)
CACHE = bbfd.Container(name="cache", image="a:1", healthy=bbfd.Healthy(command="true"))
CONTAINER = bbfd.Container(image="app:1", port=8080, ports=(bbfd.Port(number=8081),))
KINDS: Mapping[str, Any] = {
    "Worker service": bbfd.Worker(container=CONTAINER),
    "Scheduled job": bbfd.ScheduledTask(container=CONTAINER, schedule="rate(1 day)"),
}
USUAL = bbfd.WebService(container=CONTAINER)

# Copilot 1.34: every field of its manifests, by the section that must name it.
EVERYWHERE = """
name type image.build image.build.dockerfile image.build.context image.build.target image.build.cache_from
image.build.args image.location image.credentials image.labels image.depends_on image.port image.healthcheck.command
image.healthcheck.interval image.healthcheck.retries image.healthcheck.timeout image.healthcheck.start_period entrypoint
command cpu memory platform platform.osfamily platform.architecture variables variables.from_cfn env_file secrets
secrets.from_cfn secrets.secretsmanager storage.ephemeral storage.readonly_fs storage.volumes storage.volumes.path
storage.volumes.read_only storage.volumes.efs storage.volumes.efs.id storage.volumes.efs.root_dir
storage.volumes.efs.uid storage.volumes.efs.gid storage.volumes.efs.auth.iam storage.volumes.efs.auth.access_point_id
network.vpc.placement network.vpc.placement.subnets network.vpc.placement.subnets.from_tags network.vpc.security_groups
network.vpc.security_groups.groups network.vpc.security_groups.from_cfn network.vpc.security_groups.deny_default
publish.topics publish.topics.name publish.topics.fifo publish.topics.fifo.content_based_deduplication logging.retention
logging.image logging.destination logging.enableMetadata logging.secretOptions logging.configFilePath logging.variables
logging.secrets logging.env_file taskdef_overrides taskdef_overrides.path taskdef_overrides.value environments sidecars
sidecars.port sidecars.image sidecars.essential sidecars.credentialsParameter sidecars.variables sidecars.env_file
sidecars.secrets sidecars.mount_points sidecars.mount_points.source_volume sidecars.mount_points.path
sidecars.mount_points.read_only sidecars.labels sidecars.depends_on sidecars.entrypoint sidecars.command
sidecars.healthcheck
"""
SERVICES = """
exec count count.spot count.range count.range.min count.range.max count.range.spot_from count.cooldown count.cooldown.in
count.cooldown.out count.cpu_percentage count.memory_percentage count.cpu_percentage.value count.cpu_percentage.cooldown
deployment.rolling deployment.rollback_alarms deployment.rollback_alarms.cpu_utilization
deployment.rollback_alarms.memory_utilization network.connect network.connect.alias observability.tracing
"""
BALANCED = """
http http.path http.alb http.alias http.alias.name http.alias.hosted_zone http.hosted_zone http.healthcheck
http.healthcheck.path http.healthcheck.port http.healthcheck.success_codes http.healthcheck.healthy_threshold
http.healthcheck.unhealthy_threshold http.healthcheck.timeout http.healthcheck.interval http.healthcheck.grace_period
http.deregistration_delay http.target_container http.target_port http.stickiness http.allowed_source_ips
http.redirect_to_https http.version http.additional_rules nlb nlb.port nlb.healthcheck nlb.healthcheck.port
nlb.healthcheck.healthy_threshold nlb.healthcheck.unhealthy_threshold nlb.healthcheck.timeout nlb.healthcheck.interval
nlb.healthcheck.grace_period nlb.target_container nlb.target_port nlb.ssl_policy nlb.stickiness
nlb.deregistration_delay nlb.alias nlb.additional_listeners count.requests count.response_time
"""
WORKERS = """
subscribe.topics subscribe.topics.name subscribe.topics.service subscribe.topics.filter_policy subscribe.topics.queue
subscribe.queue.delay subscribe.queue.retention subscribe.queue.timeout subscribe.queue.dead_letter.tries
subscribe.queue.fifo subscribe.queue.fifo.content_based_deduplication subscribe.queue.fifo.deduplication_scope
subscribe.queue.fifo.throughput_limit subscribe.queue.fifo.high_throughput count.queue_delay
count.queue_delay.acceptable_latency count.queue_delay.msg_processing_time count.queue_delay.cooldown
deployment.rollback_alarms.messages_delayed
"""
ENVIRONMENTS = """
name type network.vpc.id network.vpc.cidr network.vpc.subnets network.vpc.subnets.public network.vpc.subnets.private
network.vpc.subnets.public.id network.vpc.subnets.private.id network.vpc.subnets.public.cidr
network.vpc.subnets.public.az network.vpc.subnets.private.cidr network.vpc.subnets.private.az
network.vpc.security_group.ingress network.vpc.security_group.egress network.vpc.security_group.ingress.cidr
network.vpc.security_group.ingress.ports network.vpc.security_group.ingress.ip_protocol network.vpc.flow_logs
network.vpc.flow_logs.retention http.public http.public.certificates http.public.access_logs
http.public.access_logs.bucket_name http.public.access_logs.prefix http.public.ssl_policy http.public.ingress.source_ips
http.public.ingress.cdn http.public.security_groups.ingress cdn cdn.certificate cdn.terminate_tls cdn.static_assets
cdn.static_assets.alias cdn.static_assets.location cdn.static_assets.path http.private http.private.ingress.vpc
http.private.ssl_policy http.private.certificates http.private.subnets http.private.security_groups.ingress
observability.container_insights
"""
FIELDS = {
    "Every service and job": EVERYWHERE,
    "Services": SERVICES,
    "Load balanced web service": BALANCED,
    "Backend service": "http http.alias",
    "Worker service": WORKERS,
    "Scheduled job": "on.schedule retries timeout",
    "Environment": ENVIRONMENTS,
}


def section(name: str) -> str:
    return PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def rows(name: str) -> Iterator[tuple[list[str], str]]:
    """The fields that a row names, and the code that says the same, "" where there is none."""
    for line in section(name).splitlines():
        if line.startswith("| `"):
            _, theirs, ours, *_ = (cell.strip() for cell in line.split("|"))
            code = ours[1:-1] if ours.startswith("`") else ""
            yield re.findall(r"`([^`]+)`", theirs), code


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_a_manifest_has_a_row(name: str) -> None:
    said = [field for fields_, _ in rows(name) for field in fields_]
    assert sorted(said) == sorted(FIELDS[name].split())


SAID = [(name, said) for name in FIELDS for _, said in rows(name) if said]


@pytest.mark.parametrize(("name", "said"), SAID)
def test_what_is_said_instead_builds(name: str, said: str) -> None:
    assert refused(*meant(name, said)) == []


def meant(name: str, said: str) -> tuple[Any, bbfd.Environment]:
    """The workload and the environment with what a row says: a field of either, of the container, or what is used."""
    kind = KINDS.get(name, USUAL)
    if re.match(r"[a-z_]+=", said):
        given = eval(f"dict({said})", dict(NAMES))
    else:
        used = eval(said, dict(NAMES))
        given = {"uses": used if isinstance(used, tuple) else (used,)}
    parts: list[dict[str, Any]] = [{}, {}, {}]
    for field, value in given.items():
        order = (PLACE, kind) if isinstance(value, bbfd.Network) else (CONTAINER, kind, PLACE)
        whose = next(each for each in order if field in {of.name for of in fields(each)})
        parts[(CONTAINER, kind, PLACE).index(whose)][field] = value
    container, service, around = parts
    if "after" in container:
        service["sidecars"] = (CACHE,)
    made = replace(kind, container=replace(CONTAINER, **container), **service)
    return made, replace(PLACE, **around)


def refused(workload: Any, place: bbfd.Environment) -> list[Refusal]:
    where = Definition("prod", place, "environments/prod.py")
    own = build_environment(where)
    made = build(Definition("shop", workload, "services/shop.py"), where)
    return [*(own.refusals if own else ()), *made.refusals]


def test_the_manifest_that_is_translated_whole_builds() -> None:
    found: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.S):
        exec(block, dict(NAMES), found)
    assert refused(found["service"], found["environment"]) == []


@pytest.mark.parametrize(
    "said", ["http=Http(health=HealthCheck(port=99999), port=0)", "log_retention=91"]
)
def test_a_wrong_row_would_be_found(said: str) -> None:
    assert refused(*meant("Services", said)) != []
