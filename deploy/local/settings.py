"""Where the local stack keeps its state and which ports it uses; each value is a `BACKSHOP_…` variable."""

from pathlib import Path
from typing import cast

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.scopes import SERVICES

REPOSITORY = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"  # where the embedded servers listen, wherever the services do
BACKOFFICE = "backoffice"
PROGRAMS = (*SERVICES, BACKOFFICE)
"""Each has a database, a port, health and logs; scopes and contracts are of the services alone."""


class LocalSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BACKSHOP_", extra="ignore")

    state: Path = REPOSITORY / ".backshop"
    cache: Path = REPOSITORY / ".backshop" / "cache"

    host: str = LOOPBACK
    orders_port: int = 8081
    billing_port: int = 8082
    fulfilment_port: int = 8083
    returns_port: int = 8084
    notifier_port: int = 8085
    backoffice_port: int = 8080
    mailbox_smtp_port: int = 8025
    mailbox_http_port: int = 8086
    kafka_port: int = 9192
    kafka_controller_port: int = 9193
    postgres_port: int = 5442

    # A Kafka or a PostgreSQL that runs elsewhere is used instead of the embedded one.
    kafka: str | None = None
    postgres_url: SecretStr | None = None
    replication: int = 1

    # Programs of the machine that are used instead of the packaged ones.
    java: Path | None = None
    postgres_bin: Path | None = None

    # The programs' database passwords; made up and kept in the state where not given.
    orders_password: SecretStr | None = None
    billing_password: SecretStr | None = None
    fulfilment_password: SecretStr | None = None
    returns_password: SecretStr | None = None
    notifier_password: SecretStr | None = None
    backoffice_password: SecretStr | None = None

    # Where people find the back office, if that is not where it listens.
    public_url: str | None = None

    @field_validator("state", "cache")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def bootstrap_servers(self) -> str:
        return self.kafka or f"{LOOPBACK}:{self.kafka_port}"

    def port(self, service: str) -> int:
        return cast(int, getattr(self, f"{service}_port"))

    def url(self, service: str) -> str:
        return f"http://{self.host}:{self.port(service)}"

    def password(self, service: str) -> SecretStr | None:
        return cast(SecretStr | None, getattr(self, f"{service}_password"))
