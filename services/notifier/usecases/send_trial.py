"""Staff have a mail sent to themselves, by a text that they try: a message about no order, as any other is sent."""

from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from services.notifier.messages.message_id import message_id
from services.notifier.messages.model import MessageState, MessageWithText, refuse_impossible
from services.notifier.messages.store import insert_messages
from services.notifier.texts.model import Source
from services.notifier.writing.trial import try_text
from shared.clock import now
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Actor, DeliverableEmail, Language
from shared.shop_name import shop_name
from shared.transaction import Tx

MARK = "[Test]"
_ADDRESS: TypeAdapter[str] = TypeAdapter(DeliverableEmail)


class SendTrial(Contract):
    kind: MessageKind
    language: Language
    subject: str
    body: str
    order_number: str | None
    by: Actor


class AskedByNobodyWithAddress(Refused):
    type = "asked-without-address"


async def send_trial(tx: Tx, command: SendTrial) -> MessageWithText:
    """Raises WrongText, NoSuchMail, AskedByNobodyWithAddress and ImpossibleAddress."""
    to = _address_of(command.by)
    source = Source(command.subject, command.body)
    letter = await try_text(tx, command.kind, command.language, source, command.order_number)
    at = now()
    its_id = message_id(command.kind, uuid4(), at)
    message = MessageWithText(
        message_id=its_id,
        order_id=None,
        about=its_id,
        order_number=None,
        kind=command.kind,
        language=command.language,
        recipient=to,
        recipient_name=shop_name(),
        subject=f"{MARK} {letter.subject}",
        text=letter.text,
        html=letter.html,
        created_at=at,
        state=MessageState.QUEUED,
        reason=None,
        asked_by=command.by,
    )
    await insert_messages(tx, [message])
    return message


def _address_of(by: Actor) -> str:
    """Staff are called by the address of their account; programs have none."""
    try:
        address = _ADDRESS.validate_python(by)
    except ValidationError as error:
        raise AskedByNobodyWithAddress(f"{by} has no e-mail address that the mail could be sent to") from error
    refuse_impossible(address)
    return address
