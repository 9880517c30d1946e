"""`ManagedInstances`: instances that AWS picks, patches and takes away carry the tasks."""

from bbfd import Container, ManagedInstances, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    runs_on=ManagedInstances(cpu=512, memory=1024, architecture="ARM64"),
)
