"""A search engine that says itself whether it is well; others call it on 9200."""

from bbfd import BackendService, Connect, Container, Fargate, Healthy, Port

service = BackendService(
    container=Container(
        image="elasticsearch:7.16.1",
        port=9200,
        ports=(Port(number=9300),),
        variables={"discovery.type": "single-node", "ES_JAVA_OPTS": "-Xms512m -Xmx512m"},
        healthy=Healthy(
            command="curl --silent --fail localhost:9200/_cluster/health || exit 1",
            interval=10,
            timeout=10,
            retries=3,
        ),
    ),
    runs_on=Fargate(cpu=512, memory=2048),
    connect=Connect(protocol="tcp"),
)
