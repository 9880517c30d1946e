"""The stacks that services share: an environment's own, and a registry's. One file, one part.

stack.py          environment -> Stack, and the list of its parts
  vpc.py            a network with public subnets        nat.py         private subnets and their way out
  ipv6.py           addresses of both kinds              endpoints.py   ways to AWS that do not leave the network
  flow_logs.py      who talked to whom                   callers.py     who may call whom
  cluster.py        where tasks run                      instances.py   what an EC2 instance is
  capacity.py       how many instances there are         managed.py     instances that ECS manages itself
  sessions.py       sessions of ECS Exec                 key.py         what all is encrypted with
  load_balancer.py  one for all services                 listeners.py   what it answers by itself
  internal_load_balancer.py  one for those that are called inside alone
  access_logs.py    every request, written down          firewall.py    what turns requests away
  certificate.py    what HTTPS is spoken with            certificates.py  further ones, and those of clients
  gateway.py        load balancers that ECS keeps        domain.py      the name it is reached by
  discovery.py      names inside the network             outputs.py     what services take of it all
  alarm_topic.py    who is told of alarms                dashboard.py   one page on all services
  stopped_tasks.py  what became of tasks                 budget.py      what it may cost; emails.py   who is written to
  reaping.py        what removes environments that are due; reaping_states.py   its state machine
  settings.py       what is wrong with what an environment says of itself; texts.py   ids, ARNs and names in it
  remembered.py     what keeps what was only looked up
  addresses.py      which subnets there are, and where in the network's addresses
  subnets.py        subnets, and how to point at them
  borrowed.py       what is not made here but exists or is looked up: parameters
  inner_ids.py      logical ids that no other stack points at

registry.py       registry, environments, services -> Stack
  repositories.py   where images lie                     artifacts.py   where large templates lie
  shared.py         all that these two may see           buckets.py     what every bucket of ours is
"""

from __future__ import annotations

from collections.abc import Sequence

from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, Registry
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload

# Previewing a service imports this package and needs none of the parts: they come when they are asked for.


def environment_stack(environment: Definition[Environment]) -> Stack | None:
    """The environment's own stack; None where nothing is made and nothing looked up: all that it names exists."""
    from bbfd.build.environment.stack import stack_of

    return stack_of(environment)


def registry_stack(
    registry: Registry,
    environments: Sequence[Definition[Environment]],
    services: Sequence[Definition[Workload]],
) -> Stack:
    """The stack of a registry: a repository for each image of the services' own, and the artifacts bucket.

    environments: those that share it; what it holds is kept where one of them is protected.
    """
    from bbfd.build.environment.registry import stack_of

    return stack_of(registry, environments, services)
