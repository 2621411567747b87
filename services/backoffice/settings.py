"""What the back office reads from its environment, beside what every service does."""

from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.schemas.written_as import WrittenAs
from shared.scopes import SERVICES


class BackofficeSettings(BaseSettings):
    """Each field is the environment variable `BACKSHOP_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_", populate_by_name=True)

    kafka: str = Field(description="bootstrap servers, host:port separated by commas")
    token_private_key: SecretStr = Field(description="PEM of the Ed25519 key that signs staff's tokens")
    secret: SecretStr = Field(min_length=16, description="protects forms and the secrets of second factors")
    node_modules: Path = Field(description="where the packages of package-lock.json are installed")
    public_url: Annotated[
        str, WrittenAs(r"^https?://[^/]+$", 'write an address without a path, such as "https://backshop.example"')
    ] = "http://127.0.0.1:8080"

    orders_url: str
    billing_url: str
    fulfilment_url: str
    returns_url: str
    notifier_url: str
    mailbox_url: str | None = Field(default=None, description="of the local mailbox, where there is one")

    deadline_s: float = Field(default=2, gt=0, description="for each service to answer with its part of a page")
    command_deadline_s: float = Field(default=4.5, gt=0, description="for a service to answer a command")
    time_zone: ZoneInfo = Field(default=ZoneInfo("Europe/Paris"), validation_alias="BACKSHOP_SELLER_TIME_ZONE")

    @property
    def services(self) -> dict[str, str]:
        """Where each service is."""
        return {name: getattr(self, f"{name}_url") for name in SERVICES}


@cache
def backoffice_settings() -> BackofficeSettings:
    return BackofficeSettings()
