"""The shop's own texts, compiled once in a process for each version, and read in the transaction that writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.notifier.messages.model import Addressee
from services.notifier.settings import MailSettings, QuoteSettings
from services.notifier.texts.language import has_faults
from services.notifier.texts.model import TextVersion
from services.notifier.texts.store import find_texts, newest_versions
from services.notifier.texts.variables import names_of
from services.notifier.writing.letters import Compiled, Letter, write_letter, write_own_letter
from services.notifier.writing.logo import LogoOfMails, find_logo
from services.notifier.writing.markup import Written, written_link
from shared.order_links import OrderLinks
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.signed_links import LinkSettings
from shared.stored_settings import get_settings
from shared.transaction import Queries

MOST_KEPT = 500
Version = tuple[str, str, int]
_compiled: dict[Version, Compiled | None] = {}
"""None of one that this version of the code cannot read."""
_SEE: dict[Language, str] = {"en": "See your order", "fr": "Voir votre commande"}
_PAPERS: dict[Language, dict[str, str]] = {
    "en": {"label": "Return label", "form": "Return form"},
    "fr": {"label": "Étiquette de retour", "form": "Bon de retour"},
}
_OPEN: dict[Language, str] = {"en": "Open it", "fr": "L’ouvrir"}


class Texts(NamedTuple):
    """What mails are written of, and which kinds are switched off."""

    own: Mapping[tuple[str, str], Compiled | None] = {}
    settings: MailSettings | None = None
    logo: LogoOfMails | None = None
    links: OrderLinks | None = None
    public_url: str = ""

    def write(self, kind: MessageKind, language: Language, facts: Mapping[str, Any]) -> Letter:
        if (kind, language) not in self.own:
            return write_letter(kind, language, facts, self.logo)
        return write_own_letter(kind, language, facts, self.own[kind, language], self.logo)

    def order_page(self, kind: MessageKind, to: Addressee, at: datetime) -> Written | None:
        """What leads the customer to the page of the order; None where no secret signs links, and of a quote."""
        path = self.links.path(to.order_id, at) if self.links and kind is not MessageKind.QUOTE else None
        return Written(f"[{_SEE[to.language]}]({written_link(self.public_url + path)})") if path else None

    def papers(self, to: Addressee, return_id: UUID, at: datetime) -> Written | None:
        """Links to what the customer prints of a return; None where no secret signs links."""
        links = [
            (says, self.links and self.links.path(to.order_id, at, f"/returns/{return_id}/{paper}"))
            for paper, says in _PAPERS[to.language].items()
        ]
        rows = [f"- [{says}]({written_link(self.public_url + path)})" for says, path in links if path]
        return Written("\n".join(rows)) if rows else None

    def staff_page(self, path: str, language: Language) -> Written:
        """Of the back office, where staff sign in."""
        return Written(f"[{_OPEN[language]}]({written_link(self.public_url + path)})")

    def is_off(self, kind: MessageKind) -> bool:
        return self.settings is not None and self.settings.is_off(kind)


DEFAULT_TEXTS = Texts()


async def get_texts(queries: Queries) -> Texts:
    """No statement where the inbox has read the settings and this process has written by these versions before."""
    newest: list[Version] = [
        (*key.split("/", 1), version)  # type: ignore[misc]
        for key, version in (await newest_versions(queries)).items()
    ]
    read = {one: _compiled[one] for one in newest if one in _compiled}
    if missing := [one for one in newest if one not in read]:
        found = {_version(text): _read(text) for text in await find_texts(queries, missing)}
        read |= dict.fromkeys(missing) | found
        if len(_compiled) > MOST_KEPT:
            _compiled.clear()
        _compiled.update(read)
    own = {(kind, language): read[kind, language, version] for kind, language, version in newest}
    settings = await get_settings(queries, MailSettings)
    logo = await logo_of_mails(queries, settings)
    return Texts(own, settings, logo, OrderLinks(LinkSettings()), QuoteSettings().public_url)


async def logo_of_mails(queries: Queries, settings: MailSettings) -> LogoOfMails | None:
    """One that is not here, as after a restore, keeps no mail from being written."""
    logo = await find_logo(queries, settings.logo) if settings.logo else None
    return LogoOfMails.of(logo) if logo else None


def _version(text: TextVersion) -> Version:
    return text.kind, text.language, text.version


def _read(text: TextVersion) -> Compiled | None:
    return Compiled.of(text.source) if text.source and not has_faults(text.source, names_of(text.kind)) else None
