import pytest

from bbfd.rules import all_rules, check
from bbfd.rules.task_size import SIZES
from bbfd.template import read

TASK = """
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: %s
      Memory: %s
      ContainerDefinitions: [{Name: web, Image: 'nginx:1'}]
"""


def found(cpu: object, memory: object) -> list[tuple[str, str]]:
    findings = check(read(TASK % (cpu, memory), "t.yaml"), all_rules())
    return [(each.rule, each.fix) for each in findings]


def test_the_table_ends_where_fargate_ends() -> None:
    assert [(cpu, sizes[0], sizes[-1], len(sizes)) for cpu, sizes in SIZES.items()] == [
        (256, 512, 2048, 3),
        (512, 1024, 4096, 4),
        (1024, 2048, 8192, 7),
        (2048, 4096, 16384, 13),
        (4096, 8192, 30720, 23),
        (8192, 16384, 61440, 12),
        (16384, 32768, 122880, 12),
        (32768, 61440, 249856, 3),
    ]


@pytest.mark.parametrize(
    ("cpu", "memory"), [(cpu, size) for cpu, sizes in SIZES.items() for size in sizes]
)
def test_every_pair_of_the_table_passes(cpu: int, memory: int) -> None:
    assert found(cpu, f"'{memory}'") == []


@pytest.mark.parametrize(
    ("cpu", "memory", "rule", "fix"),
    [
        (300, 1024, "FARGATE-CPU-VALUE", "the next above 300 is 512"),
        (512, 8192, "FARGATE-CPU-MEMORY", "or raise Cpu to 1024"),
        (512, 1536, "FARGATE-CPU-MEMORY", "1024, 2048, 3072, 4096"),
        (8192, 18432, "FARGATE-CPU-MEMORY-STEP", "16384 or 20480"),
        (16384, 36864, "FARGATE-CPU-MEMORY-STEP", "steps of 8192"),
        (16384, 131072, "FARGATE-CPU-MEMORY", "32768 to 122880 in steps of 8192"),
        (32768, 65536, "FARGATE-CPU-MEMORY-32VCPU", "61440"),
        ("0.5", 1024, "FARGATE-CPU-UNIT-TYPO", "vCPU"),
        ("1 cpu", 2048, "FARGATE-CPU-UNIT-TYPO", "vCPU"),
        (512, "1 GiB", "FARGATE-MEMORY-UNIT-TYPO", "GB"),
        (512, "1.5.0 GB", "FARGATE-MEMORY-UNIT-TYPO", "GB"),
        ("2 vCPU", "1GB", "FARGATE-CPU-MEMORY", "4096 to 16384"),
    ],
)
def test_a_size_that_does_not_exist_is_told_what_does(
    cpu: object, memory: object, rule: str, fix: str
) -> None:
    ((name, said),) = found(cpu, memory)
    assert name == rule
    assert fix in said
