"""What a service process reads from its environment."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Settings of one process; each field is the environment variable `BACKSHOP_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_")

    database_url: str
    kafka: str = Field(description="bootstrap servers, host:port separated by commas")
    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)
    own_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="another, on loopback: of this process alone where replicas share `port`",
    )
    token_public_key: str = Field(description="PEM of the Ed25519 key that verifies tokens")
    instance: str = Field(description="name of this process, unique and stable: the static member of its group")
    role: Literal["all", "api", "worker"] = "all"
    log_level: str = "INFO"
    database_connections: int = Field(default=6, ge=3)
    batch_size: int = Field(default=300, ge=1, le=5000, description="most records handled in one transaction")
    session_timeout_ms: int = Field(default=10_000, ge=2_000)
    steady_again_s: float = Field(
        default=30, ge=0, description="how long Kafka has answered without a break before things are done by the clock"
    )
