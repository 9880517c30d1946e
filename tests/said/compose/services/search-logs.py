"""Takes in lines over TCP and UDP on one port; its pipeline is in its image."""

from bbfd import BackendService, Connect, Container, Fargate, Port, Repository

service = BackendService(
    container=Container(
        image=Repository(),
        port=5044,
        ports=(Port(number=5000), Port(number=5000, protocol="udp"), Port(number=9600)),
        command=("logstash", "-f", "/usr/share/logstash/pipeline/logstash-nginx.config"),
        variables={"discovery.seed_hosts": "logstash", "LS_JAVA_OPTS": "-Xms512m -Xmx512m"},
    ),
    runs_on=Fargate(cpu=512, memory=2048),
    connect=Connect(protocol="tcp"),
    after=("search",),
)
