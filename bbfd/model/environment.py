"""An environment: account, region, network, cluster, load balancer, and what every workload in it gets.

Of each thing an environment can make its own or use one that exists: the `Existing...` classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from bbfd.model.access import Access, Local
from bbfd.model.launch import Launch
from bbfd.model.network import AnyNetwork, Network
from bbfd.model.value import value

if TYPE_CHECKING:  # what few environments have is loaded with its own name
    from bbfd.model.access_logs import AccessLogs
    from bbfd.model.balancers import InternalLoadBalancer
    from bbfd.model.encryption import ExistingKey, Key
    from bbfd.model.firewall import ExistingFirewall, Firewall
    from bbfd.model.gateway import ExistingGateway, Gateway
    from bbfd.model.managed import ManagedCapacity
    from bbfd.model.reaper import Reaper
    from bbfd.model.watching import Alarms, Budget


@value
class Cluster:
    """An ECS cluster that the environment makes, with FARGATE and FARGATE_SPOT.

    insights: CloudWatch Container Insights, which costs money per metric. audit: what is typed in sessions of
    ECS Exec, and what is answered, is kept in a log group.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
    """

    insights: Literal["disabled", "enabled", "enhanced"] = "disabled"
    audit: bool = False


@value
class ExistingCluster:
    """An ECS cluster that is there, by its name. FARGATE and FARGATE_SPOT must be among its capacity providers."""

    name: str


@value
class ClientCertificates:
    """Clients of an HTTPS listener show a certificate, too.

    trust_store: the ARN of the trust store of Elastic Load Balancing with the authorities that are trusted; without
    it, what a client shows is handed on to the service in a header, unlooked at. expired: are taken all the same.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html
    """

    trust_store: str | None = None
    expired: bool = False


@value
class LoadBalancer:
    """An Application Load Balancer that the environment makes and its services share.

    internal: reachable inside the network only. admit: CIDR blocks that may reach it.
    redirect: HTTP answers with a redirect to HTTPS where there is a certificate.
    idle_timeout: seconds (1 to 4000). tls_policy: the security policy of the HTTPS listener.
    access_logs: every request is written down. firewall: what turns requests away before they reach it.
    clients: of HTTPS show a certificate, too.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
    """

    internal: bool = False
    admit: tuple[str, ...] = ("0.0.0.0/0",)
    redirect: bool = True
    idle_timeout: int = 60
    tls_policy: str = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    access_logs: AccessLogs | None = None
    firewall: Firewall | ExistingFirewall | None = None
    clients: ClientCertificates | None = None


@value
class ExistingLoadBalancer:
    """An Application Load Balancer that is there, with its listeners.

    arn, http_listener, https_listener: ARNs; at least one listener. security_group: its own group's id, which
    the tasks admit. dns_name: for the URL. admit: the CIDR blocks that a listener of a service's own admits.
    """

    arn: str
    security_group: str
    dns_name: str
    http_listener: str | None = None
    https_listener: str | None = None
    admit: tuple[str, ...] = ("0.0.0.0/0",)


@value
class ExistingCertificate:
    """A certificate in ACM that is there, by its ARN."""

    arn: str


@value
class FoundCertificate:
    """A certificate in ACM that is there, found by a domain name that it is for when planning."""

    domain: str


@value
class NewCertificate:
    """A certificate that the environment makes in ACM and validates by DNS through a public hosted zone.

    domain: may be a wildcard. zone: the hosted zone's id; without it, found by the domain's name when planning.
    also: further domain names on it.
    https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    """

    domain: str
    zone: str | None = None
    also: tuple[str, ...] = ()


class Certificate:
    """What HTTPS is spoken with: `Certificate.arn(...)`, `Certificate.lookup(...)` or `Certificate.create(...)`."""

    @staticmethod
    def arn(arn: str) -> ExistingCertificate:
        """One that is there, by its ARN."""
        return ExistingCertificate(arn=arn)

    @staticmethod
    def lookup(domain: str) -> FoundCertificate:
        """One that is there, found by a domain name when planning."""
        return FoundCertificate(domain=domain)

    @staticmethod
    def create(domain: str, zone: str | None = None, also: tuple[str, ...] = ()) -> NewCertificate:
        """One of the environment's own, validated through a hosted zone."""
        return NewCertificate(domain=domain, zone=zone, also=also)


@value
class Domain:
    """The name that the load balancer is reached by: an alias record, and one for every name below it.

    name: as `dev.example.com`. zone: the public hosted zone's id; without it, found by name when planning.
    """

    name: str
    zone: str | None = None


@value
class Capacity:
    """EC2 instances for the cluster: an Auto Scaling group that a capacity provider grows and shrinks.

    instance_type: as `t3.medium`. also: further types that will do, in their order. minimum, maximum: instances.
    architecture: must fit the instance types. gpu: the types have NVIDIA GPUs; the image with their drivers is taken.
    on_demand, spot: so many instances are always on demand, and of the rest so many percent on Spot (0 to 100).
    target: percent of the instances in use to aim at (1 to 100). volume: GiB of the root volume (30 and more).
    image: an AMI by its id, instead of AWS's own for ECS. agent: further settings of the ECS agent, `ECS_...`.
    There is no other user data: what instances need besides belongs into an image.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
    """

    instance_type: str = "t3.medium"
    minimum: int = 0
    maximum: int = 4
    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    target: int = 100
    volume: int = 30
    also: tuple[str, ...] = ()
    on_demand: int = 0
    spot: int = 0
    gpu: bool = False
    image: str | None = None
    agent: Mapping[str, str] = field(default_factory=dict)


@value
class ExistingCapacity:
    """EC2 capacity that is there: a capacity provider's name. Its instances must admit the load balancer."""

    provider: str


@value
class ExistingNamespace:
    """A Cloud Map namespace that is there, by its id, as `ns-0a1b2c3d4e5f6071`."""

    id: str


@value
class HttpNamespace:
    """A Cloud Map namespace that the environment makes for Service Connect alone: no DNS names, and no hosted zone.

    https://docs.aws.amazon.com/cloud-map/latest/dg/working-with-namespaces.html
    """

    name: str


@value
class Registry:
    """Where the environment's images and templates lie: the stack of repositories and artifacts bucket it shares.

    name: environments of one account and region that name the same one share it.
    keep: images kept in each repository. scan: images are scanned when pushed. refuse: `push`, `release` and `promote`
    wait for the scan, and stop at a finding as severe, or worse.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
    """

    name: str = "main"
    keep: int = 50
    scan: bool = True
    refuse: Literal["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"] | None = None


@value
class Environment:
    """One environment: where it is, what it makes, what every workload in it gets.

    account: the 12 digits. region: as `eu-west-1`. aws: how the account is reached.
    load_balancer: None for none. internal_load_balancer: a second one, for services that say `Http(internal=True)`.
    gateway: of ECS, for services with a `Connector`.
    certificate: None for HTTP only. more_certificates: by ARN, for the same listener.
    capacity: EC2 instances beside Fargate. managed: EC2 instances that ECS manages itself, beside both.
    discovery: the name of a private DNS namespace (Cloud Map) to make, as `prod.internal`, or one that is there.
    log_retention: days, of the numbers that CloudWatch Logs allows. runs_on: what carries the services that do not
    say; without a word, `Fargate()`. spot: Fargate tasks whose definition does not say run on FARGATE_SPOT.
    protected: nothing is destroyed without being asked for. approval: `release` and `promote` stop before it for a yes.
    exec: services that do not say can be entered with ECS Exec. key: a KMS key for what is stored; without a word,
    AWS's own keys encrypt it. alarms: on every service and the load balancer, with who is told. dashboard: one page of
    CloudWatch on all services. stopped_tasks: days that is kept what became of tasks that stopped, which ECS forgets
    after an hour; 7 is a good number. budget: what it may cost in a month.
    reaper: removes in AWS itself the environments that came up like this one and are due.
    tags: on every stack, and so on every resource. allow: findings in the environment's own stack that are accepted,
    each rule's id with the reason.
    permissions_boundary: of every role that is made here or for a service: a policy's ARN, or its name in the account.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """

    account: str
    region: str
    aws: Access | Local = Access()
    network: AnyNetwork = Network.create()
    cluster: Cluster | ExistingCluster = Cluster()
    load_balancer: LoadBalancer | ExistingLoadBalancer | None = LoadBalancer()
    internal_load_balancer: InternalLoadBalancer | ExistingLoadBalancer | None = None
    certificate: ExistingCertificate | FoundCertificate | NewCertificate | None = None
    more_certificates: tuple[ExistingCertificate, ...] = ()
    domain: Domain | None = None
    capacity: Capacity | ExistingCapacity | None = None
    managed: ManagedCapacity | None = None
    registry: Registry = Registry()
    gateway: Gateway | ExistingGateway | None = None
    discovery: str | HttpNamespace | ExistingNamespace | None = None
    log_retention: int = 30
    runs_on: Launch | None = None
    spot: bool = False
    protected: bool = False
    approval: bool = False
    exec: bool = False
    key: Key | ExistingKey | None = None
    alarms: Alarms | None = None
    dashboard: bool = False
    stopped_tasks: int | None = None
    budget: Budget | None = None
    reaper: Reaper | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    allow: Mapping[str, str] = field(default_factory=dict)
    permissions_boundary: str | None = None

    @property
    def marks(self) -> Mapping[str, str]:
        """Tags of BBFD's own on a service's stack here: none where the environment stays."""
        return {}

    @property
    def own_marks(self) -> Mapping[str, str]:
        """The same on the environment's own stack."""
        return {}
