"""The objects of a bucket as files, through a file system of S3 Files that is there."""

from bbfd import Container, S3Files, Worker

FILES = "arn:aws:s3files:eu-west-1:123456789012:file-system/fs-0a1b2c3d4e5f60718"

service = Worker(
    container=Container(image="worker:1"),
    uses=(S3Files(path="/models", file_system=FILES, bucket="example-models", read_only=True),),
)
