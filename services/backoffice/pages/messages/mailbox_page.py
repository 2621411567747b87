"""The local mailbox, which stands in for a mail provider: the mails that customers would have got."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.backoffice.settings import backoffice_settings
from services.backoffice.web.sandboxed_html import sandboxed
from services.backoffice.web.service_clients import Area, ServiceRefused, ServiceUnavailable, Trouble
from services.backoffice.web.visit import SignedIn, Visit
from shared.refused import NotFound

NEWEST = 100
MailId = Annotated[int, Path(ge=1, le=2**63 - 1)]


async def there_is_one() -> None:
    if backoffice_settings().mailbox_url is None:
        raise NotFound("this shop has no local mailbox")


router = APIRouter(prefix="/mailbox", dependencies=[Depends(there_is_one)])


@router.get("")
async def get_mailbox_page(visit: SignedIn, q: str = "") -> Response:
    """The newest mails, to all or to whom is searched."""
    mails = await visit.services.mailbox("/messages", to=q.strip(), limit=NEWEST)
    return visit.page("messages/mailbox.html", q=q, mails=mails)


@router.get("/{mail_id}")
async def get_mail_page(mail_id: MailId, visit: SignedIn) -> Response:
    return visit.page("messages/mail.html", mail_id=mail_id, mail=await _mail(visit, mail_id))


@router.get("/{mail_id}/html")
async def get_html(mail_id: MailId, visit: SignedIn) -> Response:
    """What is shown in the frame of the mail's page."""
    mail = await _mail(visit, mail_id)
    if mail.content is None:
        raise ServiceUnavailable(mail.service)
    return sandboxed(mail.content["html"] or "")


@router.get("/{mail_id}/attachments/{number}")
async def get_attachment(mail_id: MailId, number: Annotated[int, Path(ge=0, le=1000)], visit: SignedIn) -> Response:
    """To be saved: what stands in it could be anybody's."""
    try:
        file = await visit.services.mailbox_file(f"/messages/{mail_id}/attachments/{number}")
    except ServiceRefused as refusal:
        raise NotFound(f"mail {mail_id} has no such attachment") from refusal
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": file.disposition})


async def _mail(visit: Visit, mail_id: int) -> Area:
    mail = await visit.services.mailbox(f"/messages/{mail_id}")
    if mail.trouble is Trouble.UNKNOWN:
        raise NotFound(f"there is no mail {mail_id}")
    return mail
