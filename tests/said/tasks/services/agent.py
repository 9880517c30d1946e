"""An agent on each instance, which looks into folders of it."""

from bbfd import EC2, Container, Daemon, HostVolume, Mounted

SEEN = (
    ("proc", "/proc", "/rootfs/proc"),
    ("dev", "/dev", "/rootfs/dev"),
    ("al2_cgroup", "/sys/fs/cgroup", "/sys/fs/cgroup"),
    ("al1_cgroup", "/cgroup", "/cgroup"),
)

service = Daemon(
    container=Container(
        name="cloudwatch-agent",
        image="public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300066.1b1374",
        variables={"USE_DEFAULT_CONFIG": "True"},
    ),
    runs_on=EC2(cpu=128, memory=64, strategies=()),
    uses=(
        *(
            HostVolume(name=name, folder=folder, path=path, read_only=True)
            for name, folder, path in SEEN
        ),
        Mounted(volume="al2_cgroup", path="/rootfs/sys/fs/cgroup", read_only=True),
        Mounted(volume="al1_cgroup", path="/rootfs/cgroup", read_only=True),
    ),
)
