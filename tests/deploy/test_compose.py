"""The containers get what the services read, are published on loopback only, and hold no secret."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.databases import role
from deploy.local.kafka import VERSION
from deploy.local.settings import BACKOFFICE, PROGRAMS, REPOSITORY, LocalSettings
from services.backoffice.settings import BackofficeSettings
from shared.scopes import SERVICES
from shared.settings import ServiceSettings

COMPOSE = REPOSITORY / "docker-compose.yml"
EXAMPLE = REPOSITORY / "deploy" / "docker" / "example.env"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text())["services"]


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_service_gets_every_setting_it_cannot_do_without(compose: dict[str, Any], service: str) -> None:
    environment = compose[service]["environment"]
    required = {name for name, field in ServiceSettings.model_fields.items() if field.is_required()}
    assert {f"BACKSHOP_{name.upper()}" for name in required} <= environment.keys()
    assert environment["BACKSHOP_INSTANCE"] == f"{service}-1"
    password = f"${{BACKSHOP_{service.upper()}_PASSWORD:?}}"
    database = f"postgresql://{role(service)}:{password}@postgres:5432/{role(service)}"
    assert environment["BACKSHOP_DATABASE_URL"] == database


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_service_has_the_port_it_has_without_containers(compose: dict[str, Any], service: str) -> None:
    port = LocalSettings.model_fields[f"{service}_port"].default
    assert compose[service]["environment"]["BACKSHOP_PORT"] == str(port)
    assert compose[service]["ports"] == [f"127.0.0.1:${{BACKSHOP_{service.upper()}_PORT:-{port}}}:{port}"]


def test_the_back_office_gets_what_it_alone_needs(compose: dict[str, Any]) -> None:
    environment = compose[BACKOFFICE]["environment"]
    required = {name for name, field in BackofficeSettings.model_fields.items() if field.is_required()}
    assert {f"BACKSHOP_{name.upper()}" for name in required} <= environment.keys()
    for service in SERVICES:
        port = LocalSettings.model_fields[f"{service}_port"].default
        assert environment[f"BACKSHOP_{service.upper()}_URL"] == f"http://{service}:{port}"
    having_the_key = {name for name, one in compose.items() if "BACKSHOP_TOKEN_PRIVATE_KEY" in one["environment"]}
    assert having_the_key == {BACKOFFICE}


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_service_runs_its_own_module_once_all_is_prepared(compose: dict[str, Any], service: str) -> None:
    assert compose[service]["command"] == [f"services.{service}"]
    assert compose[service]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert "/health/ready" in compose[service]["healthcheck"]["test"][-1]


def test_there_are_no_services_but_those_of_the_local_stack(compose: dict[str, Any]) -> None:
    assert set(compose) == {*PROGRAMS, "kafka", "postgres", "prepare", "mailbox"}


def test_prepare_knows_every_password_it_gives_out(compose: dict[str, Any]) -> None:
    given = set(compose["prepare"]["environment"])
    assert given >= {f"BACKSHOP_{service.upper()}_PASSWORD" for service in PROGRAMS}
    assert given >= {"BACKSHOP_POSTGRES_URL", "BACKSHOP_KAFKA"}


def test_nothing_is_published_beyond_loopback(compose: dict[str, Any]) -> None:
    published = [port for service in compose.values() for port in service.get("ports", [])]
    assert len(published) == 9
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_no_password_or_key_has_a_default() -> None:
    secret = re.compile(r"\$\{(\w*(?:PASSWORD|KEY|SECRET))(:?[-?]?)")
    uses = secret.findall(COMPOSE.read_text())
    assert len(uses) > 10
    assert {how for _, how in uses} == {":?"}


def test_the_example_names_every_variable_that_must_be_set() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))
    assert set(re.findall(r"^(\w+)=$", EXAMPLE.read_text(), re.MULTILINE)) == required


def test_kafka_is_the_version_of_the_local_stack(compose: dict[str, Any]) -> None:
    assert compose["kafka"]["image"] == f"apache/kafka:{VERSION}"


def test_what_the_image_copies_is_there() -> None:
    dockerfile = (REPOSITORY / "deploy" / "docker" / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert len(sources) == 9
    assert all((REPOSITORY / source).exists() for source in sources)
    ignored = (REPOSITORY / ".dockerignore").read_text().splitlines()
    assert {f"!{source.partition('/')[0]}" for source in sources} <= set(ignored)


@pytest.mark.skipif(
    shutil.which("docker") is None
    or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode != 0,
    reason="the compose plugin of Docker is not installed",
)
def test_docker_itself_accepts_the_file(tmp_path: Path) -> None:
    filled = re.sub(r"=$", "=something", EXAMPLE.read_text(), flags=re.MULTILINE)
    (tmp_path / "env").write_text(filled)
    command = ["docker", "compose", "--file", COMPOSE, "--env-file", tmp_path / "env", "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
