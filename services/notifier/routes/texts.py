"""What mails say, over HTTP: the text of each kind in each language, its versions, a trial and a mail to oneself."""

from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Path, Response

from services.notifier.settings import MailSettings
from services.notifier.texts import store
from services.notifier.texts.language import WrongText, said
from services.notifier.texts.model import TextVersion
from services.notifier.texts.schemas import (
    Texts,
    TextSummary,
    TextToSave,
    TextToTry,
    TextVersionView,
    TextView,
    TrialSent,
    WrittenText,
    fault_view,
    text_view,
)
from services.notifier.texts.variables import VARIABLES
from services.notifier.usecases.change_text import change_text
from services.notifier.usecases.send_trial import SendTrial, send_trial
from services.notifier.writing.letters import default_source
from services.notifier.writing.logo import read_logo, with_its_logo
from services.notifier.writing.trial import try_text
from shared.http import (
    Caller,
    Idempotent,
    Page,
    Paging,
    Reading,
    RequiredVersion,
    Writing,
    each_as,
    etag,
    paged_by,
    scope,
)
from shared.http.logos import logo_routes
from shared.refused import NotFound
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.stored_settings import get_settings
from shared.transaction import Queries

router = APIRouter(tags=["texts"])
router.include_router(logo_routes("notifier:settings", read_logo))

SCOPE: Any = scope("notifier:settings")


async def of_a_list(kind: MessageKind) -> MessageKind:
    """Those whose texts can be changed."""
    if kind not in VARIABLES:
        raise NotFound(f"the text of mails of the kind {kind} is not one that is changed here")
    return kind


Kind = Annotated[MessageKind, Depends(of_a_list)]


@router.get("/texts", dependencies=[SCOPE])
async def get_texts(queries: Reading) -> Texts:
    """All there are, each in each language."""
    settings = await get_settings(queries, MailSettings)
    changed = {(text.kind, text.language): text for text in await store.list_newest_texts(queries)}
    languages: tuple[Language, ...] = get_args(Language)
    names = [(kind, language) for kind in VARIABLES for language in languages]
    newest = [changed.get(name) or TextVersion(*name, 0, None) for name in names]
    return Texts(texts=[TextSummary.of(text, is_on=not settings.is_off(text.kind)) for text in newest])


@router.get("/texts/{kind}/{language}", dependencies=[SCOPE])
async def get_text(kind: Kind, language: Language, queries: Reading, response: Response) -> TextView:
    text = await store.find_text(queries, kind, language)
    response.headers["ETag"] = etag(text.version)
    return await _view(queries, text)


@router.get("/texts/{kind}/{language}/versions", dependencies=[SCOPE])
async def get_text_versions(
    kind: Kind, language: Language, queries: Reading, paging: Annotated[Paging[int], paged_by(int, limit=20)]
) -> Page[TextVersionView]:
    """Newest first: who changed it when, and what it said."""
    found = await store.list_text_versions(queries, kind, language, before=paging.after, limit=paging.fetch)
    return paging.page([TextVersionView.of(text) for text in found], by=lambda view: view.version)


@router.get("/texts/{kind}/{language}/versions/{version}", dependencies=[SCOPE])
async def get_text_version(
    kind: Kind, language: Language, version: Annotated[int, Path(ge=0, le=2**31 - 1)], queries: Reading
) -> TextVersionView:
    found = await store.find_texts(queries, [(kind, language, version)])
    if not found:
        raise NotFound(f"this text has no version {version}")
    return TextVersionView.of(found[0])


@router.put("/texts/{kind}/{language}")
async def put_text(
    kind: Kind,
    language: Language,
    body: TextToSave,
    caller: Annotated[Caller, SCOPE],
    database: Writing,
    response: Response,
    version: RequiredVersion,
) -> TextView:
    """Mails are written by it from now on. `If-Match` takes the version you have read, "0" before any."""
    # Also while a restored service is closed, as settings are.
    async with database.transaction(taking_back=True) as tx:
        saved = await change_text(tx, kind, language, body.source, expected_version=version, by=caller.subject)
        view = await _view(tx, saved)
    response.headers["ETag"] = etag(saved.version)
    return view


@router.post("/texts/{kind}/{language}/mail-previews", dependencies=[SCOPE])
async def post_text_preview(kind: Kind, language: Language, body: TextToTry, queries: Reading) -> WrittenText:
    """The mail as it would be, or what is wrong with its text, line by line. Nothing is saved."""
    try:
        letter = await try_text(queries, kind, language, body.source, body.order_number)
    except WrongText as wrong:
        faults = [fault_view(fault, said(fault)) for fault in wrong.faults]
        return WrittenText(subject=None, text=None, html=None, faults=faults)
    html = await with_its_logo(queries, letter.html)
    return WrittenText(subject=letter.subject, text=letter.text, html=html, faults=[])


@router.post("/texts/{kind}/{language}/trials", status_code=201, response_model=TrialSent)
async def post_text_trial(
    kind: Kind, language: Language, body: TextToTry, caller: Annotated[Caller, SCOPE], once: Idempotent
) -> Response:
    """The mail is sent to who asks, whose address the token names, and to nobody else, whatever is switched off."""
    command = SendTrial(
        kind=kind,
        language=language,
        subject=body.subject,
        body=body.body,
        order_number=body.order_number,
        by=caller.subject,
    )
    return await once(send_trial, command, answers=each_as(TrialSent.of))


async def _view(queries: Queries, text: TextVersion) -> TextView:
    settings = await get_settings(queries, MailSettings)
    return text_view(text, default_source(text.kind, text.language), is_on=not settings.is_off(text.kind))
