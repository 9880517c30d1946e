"""What CloudFormation has and troposphere lacks. One file, one gap; a test fails when troposphere has closed it.

gateway.py    AWS::ECS::Gateway and what joins a cluster to it
service.py    a service's connectors to a gateway, and tasks on machines of one's own
platform.py   Windows Server 2025
source_auth.py  a source of CodeBuild that is read through a connection

What troposphere 4.11.1 lacks besides, and no definition says: the alternate target group of VPC Lattice, the log level
of Service Connect's proxy, and GPUs that containers share.
aurora.py     a serverless Aurora that pauses, and one that grows large
"""
