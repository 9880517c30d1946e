"""What the embedded AWS does not do, in words: `bbfd local status` prints it, the docs show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """subject: what it is about. what: how the embedded AWS differs from AWS there."""

    subject: str
    what: str


LIMITS: tuple[Limit, ...] = (
    Limit(
        subject="containers",
        what="no container runs and no image is pulled; a task counts as running as soon as it is placed,"
        " so a rollout always succeeds unless a fault is ordered, and no deployment of a service runs that could be"
        " stopped (`cancel --stop-service`, `cancel` of a creation); tasks have no logs",
    ),
    Limit(
        subject="traffic",
        what="load balancers, rules, target groups and DNS records are kept and shown, nothing answers at"
        " their addresses; a target group has no targets, so its health is empty",
    ),
    Limit(
        subject="security groups",
        what="rules are kept in their group and shown; no packet is ever filtered by them",
    ),
    Limit(
        subject="permissions",
        what="IAM policies are kept, never evaluated: a missing permission is not found out here",
    ),
    Limit(
        subject="EC2 capacity",
        what="an Auto Scaling group starts no instance; tasks of its capacity provider are placed without one",
    ),
    Limit(
        subject="scaling",
        what="scalable targets and policies are kept and shown; nothing is measured, nothing scales",
    ),
    Limit(
        subject="schedules, events, state machines",
        what="kept and shown; nothing is ever started by one",
    ),
    Limit(
        subject="deployments",
        what="no traffic is shifted: blue/green, linear and canary deployments are made, and stay where they are; none"
        " waits at a `Pause`; what must succeed first (`before=`) ends at once, and well",
    ),
    Limit(
        subject="calls between services",
        what="namespaces and names are kept and shown; nobody is called by them",
    ),
    Limit(
        subject="what is a name alone",
        what="budgets, web ACLs, flow logs, gateways of ECS, services of VPC Lattice, what belongs to IPv6; an alarm"
        " over several metrics is kept as one on the first of them, and none ever sounds",
    ),
    Limit(subject="certificates", what="issued at once, whatever the hosted zone says"),
    Limit(
        subject="CloudFormation",
        what="the reason of a failed stack stands in its events only; a reference to nothing is found out when"
        " the resource is made; quotas are those of templates only",
    ),
    Limit(
        subject="other services",
        what="Lambda, EKS, API Gateway and the like are not there; a template with one of their types is refused",
    ),
    Limit(
        subject="databases and caches",
        what="names and addresses alone: nothing listens there, no data is kept",
    ),
    Limit(
        subject="processes",
        what="an operation lives in the process that started it: killed, it never happened; left (detached), it"
        " keeps that process until it is over; another process can watch it, and cancel an update before its next"
        " resource; whatever else changes something waits for that process",
    ),
)
