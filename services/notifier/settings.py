"""Which mail server the notifier sends through and how fast; from which address, which staff may change."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.look.look import LogoId
from shared.schemas.notifier import DOCUMENTS, MessageKind
from shared.schemas.values import DeliverableEmail, Email, Language, Text
from shared.schemas.written_as import WrittenAs
from shared.stored_settings import StoredSettings

DkimSelector = Annotated[
    str, WrittenAs(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?", 'write the name of a key, such as "backshop"')
]


class SmtpSettings(BaseSettings):
    """Settings of a process beside those of every service; each is the variable `BACKSHOP_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_")

    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=8025, ge=1, le=65535)
    smtp_starttls: Literal["none", "starttls", "tls"] = "none"
    smtp_verify: bool = Field(
        default=True, description="mails leave by TLS only where the certificate of the server is valid, and its own"
    )
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_connections: int = Field(default=2, ge=1, le=20)
    smtp_time_limit_s: float = Field(default=30, gt=0, le=300, description="to connect, and to send one mail")
    mail_from: DeliverableEmail = Field(
        default="orders@shop.example", description="its domain is that of every Message-ID"
    )
    mail_rate: float = Field(default=50, gt=0, description="most mails a second, of each process")
    dkim_key_file: Path | None = Field(default=None, description="private key in PEM; without it no mail is signed")
    dkim_selector: DkimSelector = "backshop"
    dkim_domain: str | None = Field(default=None, description="the domain of mail_from without it")


class BillingSettings(BaseSettings):
    """From where the files of documents come; each is the variable `BACKSHOP_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_")

    billing_url: str = "http://127.0.0.1:8082"
    billing_token: SecretStr | None = Field(
        default=None, description="with the scope documents:read; without it no mail is about a document"
    )
    attachment_limit_mb: float = Field(default=10, gt=0, le=50, description="no mail carries a larger file")
    file_wait_h: float = Field(default=24, gt=0, le=24 * 14, description="a mail waits so long for its file")

    @property
    def has_files(self) -> bool:
        return self.billing_token is not None

    @property
    def file_wait(self) -> timedelta:
        return timedelta(hours=self.file_wait_h)


SWITCHES: Mapping[MessageKind, str] = {
    MessageKind.ORDER_CONFIRMATION: "mails_confirmed",
    MessageKind.ORDER_CANCELLATION: "mails_cancelled",
    MessageKind.ORDER_CHANGED: "mails_changed",
    MessageKind.PAYMENT_RECEIVED: "mails_paid",
    MessageKind.REFUNDED: "mails_refunded",
    MessageKind.RETURN_REQUESTED: "mails_return_requested",
    MessageKind.RETURN_APPROVED: "mails_returns",
    MessageKind.RETURN_DECLINED: "mails_returns",
    MessageKind.RETURN_RECEIVED: "mails_return_received",
    MessageKind.PICKUP_READY: "mails_pickup_ready",
    MessageKind.SHIPPED: "mails_shipped",
    MessageKind.PARTLY_SHIPPED: "mails_partly_shipped",
    MessageKind.SENT_AGAIN: "mails_sent_again",
    MessageKind.DELIVERED: "mails_delivered",
    **dict.fromkeys(DOCUMENTS, "mails_about_documents"),
}
"""By which setting the mails of a kind are sent by themselves, or not."""


class QuoteSettings(BaseSettings):
    """Where quotes are: their files, and the page that their customers open; each is the variable `BACKSHOP_<FIELD>`.

    Their files come by the token of the files of billing.
    """

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_")

    orders_url: str = "http://127.0.0.1:8081"
    public_url: str = Field(default="http://127.0.0.1:8080", description="of the back office, as customers reach it")


class MailSettings(StoredSettings):
    """Who writes to customers, in the shop's name; the first values are the variables `BACKSHOP_<FIELD>`."""

    name: ClassVar[str] = "mail"
    model_config = SettingsConfigDict(env_prefix="BACKSHOP_", populate_by_name=True)

    mail_from: Email = Field(default="orders@shop.example", description="the sender of mails, who gets the answers")
    mail_reply_to: Email | None = Field(default=None, description="who gets the answers instead, where there is one")
    pickup_address: Text | None = Field(default=None, description="where customers come for what is ready for pickup")
    mails_confirmed: bool = Field(default=True, description="orders that were placed are confirmed")
    mails_cancelled: bool = Field(default=True, description="an order was cancelled, where staff ask to tell that")
    mails_changed: bool = Field(default=True, description="an order was edited, where staff ask to tell that")
    mails_about_documents: bool = Field(default=True, description="invoices and credits are sent by themselves")
    mails_paid: bool = Field(default=True, description="a payment came that staff entered, or later than its order")
    mails_refunded: bool = Field(default=True, description="money went back to the customer")
    mails_return_requested: bool = Field(default=True, description="a return that the customer asks for is here")
    mails_returns: bool = Field(default=True, description="a return is approved or declined")
    mails_return_received: bool = Field(default=True, description="goods of a return came, or it is known that not")
    mails_shipped: bool = Field(default=True, description="the last of an order has left")
    mails_partly_shipped: bool = Field(default=True, description="some of an order has left, and more follows")
    mails_sent_again: bool = Field(default=True, description="what was in a lost parcel has left again")
    mails_delivered: bool = Field(default=False, description="a shipment is with its customer")
    mails_pickup_ready: bool = Field(default=True, description="goods wait for the customer, who comes for them")
    mails_wait_s: float = Field(
        default=120, ge=0, le=3600, description="so long what left, or is ready for pickup, can be taken back untold"
    )
    logo: LogoId | None = Field(
        default=None,
        description="at the head of mails: one that `PUT /logos` took, by its id; null is the shop's name in letters",
    )
    low_stock_to: Email | None = Field(default=None, description="staff who are told of low stock; nobody without it")
    returns_to: Email | None = Field(
        default=None, description="staff who are told of a return that a customer asks for; nobody without it"
    )
    low_stock_language: Language = Field(default="fr", description="of mails to staff")
    # The one that billing dates its documents by.
    time_zone: ZoneInfo = Field(default=ZoneInfo("Europe/Paris"), validation_alias="BACKSHOP_SELLER_TIME_ZONE")

    def is_off(self, kind: MessageKind) -> bool:
        switch = SWITCHES.get(kind)
        return switch is not None and not getattr(self, switch)

    def staff_told_of(self, kind: MessageKind) -> str | None:
        return self.returns_to if kind is MessageKind.RETURN_TO_REVIEW else self.low_stock_to

    @property
    def told_after(self) -> timedelta:
        return timedelta(seconds=self.mails_wait_s)
