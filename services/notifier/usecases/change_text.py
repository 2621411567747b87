"""Staff change what mails of a kind say in a language, take an earlier version up again, or the default."""

from services.notifier.texts.language import WrongText, faults_in
from services.notifier.texts.model import Source, TextVersion
from services.notifier.texts.store import find_text, save_text
from services.notifier.texts.variables import names_of
from services.notifier.writing.trial import refuse_unwritable
from shared.clock import now
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.transaction import Tx


async def change_text(
    tx: Tx, kind: MessageKind, language: Language, source: Source | None, *, expected_version: int, by: str
) -> TextVersion:
    """No new version where nothing changes, or where the caller has not heard of it. Raises WrongText, StaleVersion."""
    if source and (faults := faults_in(source, names_of(kind))):
        raise WrongText(faults)
    if source:
        refuse_unwritable(kind, language, source)
    before = await find_text(tx, kind, language)
    repeated = before.version == expected_version + 1 and before.changed_by == by
    if before.source == source and (repeated or before.version == expected_version):
        return before
    return await save_text(tx, kind, language, source, expected_version=expected_version, at=now(), by=by)
