"""A share of FSx for Windows: containers on Windows instances see it as a folder."""

from bbfd import EC2, Container, FsxWindows, Worker

share = FsxWindows(
    file_system="fs-0a1b2c3d4e5f60718",
    folder="share",
    credentials="arn:aws:secretsmanager:eu-west-1:123456789012:secret:share-a1b2c3",
    domain="corp.example.com",
    path="C:\\data",
)

service = Worker(container=Container(image="worker:1"), runs_on=EC2(memory=4096), uses=(share,))
