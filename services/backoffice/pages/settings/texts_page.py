"""What mails say: a list of all texts, and each with its variables, the mail it makes, and its versions."""

from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Response

from services.backoffice.web.actions import failure_of, text_or_none, version_of
from services.backoffice.web.addresses import segment
from services.backoffice.web.sandboxed_html import sandboxed
from services.backoffice.web.service_clients import Json, ServiceRefused
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.vocabulary import LABELS
from shared.http.access import NotAllowed
from shared.refused import NotFound
from shared.schemas.values import Language

SCOPE = "notifier:settings"
LIST = "/settings/notifier/texts"
Part = Literal["html", "text"]


async def may_change(visit: SignedIn) -> None:
    if not visit.may(SCOPE):
        raise NotAllowed(f"the role lacks the scope {SCOPE}")


class Text(NamedTuple):
    """Of a kind of mail in a language; where the notifier has it, and where its page is."""

    kind: str
    language: Language
    path: str
    address: str


async def _named(kind: str, language: Language) -> Text:
    if kind not in LABELS["message_kind"]:
        raise NotFound("there is no such kind of mail")
    return Text(kind, language, path=f"/texts/{segment(kind)}/{language}", address=f"{LIST}/{kind}/{language}")


Named = Annotated[Text, Depends(_named)]
router = APIRouter(prefix=LIST, dependencies=[Depends(may_change)])


@router.get("")
async def get_texts_page(visit: SignedIn) -> Response:
    texts = await visit.services.area("notifier", "/texts")
    return visit.page("settings/texts.html", mail_texts=texts)


@router.get("/{kind}/{language}")
async def get_text_page(text: Named, visit: SignedIn, after: str | None = None) -> Response:
    stored = await visit.services.get("notifier", text.path)
    form = Form(subject=stored["subject"], body=stored["body"], version=str(stored["version"]))
    return await _page(visit, text, stored, form, after=after)


@router.post("/{kind}/{language}")
async def post_text(text: Named, visit: SignedIn, form: Sent) -> Response:
    body = _typed(form)
    return await _save(visit, text, form, {"subject": body["subject"], "body": body["body"]})


@router.post("/{kind}/{language}/default")
async def post_default(text: Named, visit: SignedIn, form: Sent) -> Response:
    """Back to the default, which is a version too."""
    return await _save(visit, text, form, {"subject": None, "body": None})


@router.post("/{kind}/{language}/again")
async def post_again(text: Named, visit: SignedIn, form: Sent) -> Response:
    """An earlier version, whose text the form has, is taken up again."""
    await _fill_in_version(visit, text, form)
    return await _save(visit, text, form, {name: text_or_none(form, name) for name in ("subject", "body")})


@router.get("/{kind}/{language}/preview")
async def get_preview(text: Named, visit: SignedIn) -> Response:
    """What is shown in the frame at first: the mail of the text as it is saved."""
    stored = await visit.services.get("notifier", text.path)
    return await _preview(visit, text, Form(subject=stored["subject"], body=stored["body"]), "html")


@router.post("/{kind}/{language}/preview")
async def post_preview(text: Named, visit: SignedIn, form: Sent, part: Part = "html") -> Response:
    """And then that of what is typed."""
    return await _preview(visit, text, form, part)


@router.post("/{kind}/{language}/trial")
async def post_trial(text: Named, visit: SignedIn, form: Sent) -> Response:
    """What is typed is kept in the form."""
    body = _typed(form)
    sent: Json = {}

    async def send() -> None:
        sent.update(await visit.services.post("notifier", f"{text.path}/trials", body, key=form["key"]))

    failure = await failure_of(visit, send())
    stored = await visit.services.get("notifier", text.path)
    return await _page(visit, text, stored, form, sent=sent, **(await _with_faults(visit, text, form, failure) or {}))


async def _save(visit: Visit, text: Text, form: Form, body: Json) -> Response:
    failure = await failure_of(visit, visit.services.put("notifier", text.path, body, version=version_of(form)))
    if failure is None:
        return visit.leave_to(text.address, done="text-saved")
    stored = await visit.services.get("notifier", text.path)
    if failure.get("refused_as") == "stale-version":
        failure["theirs"] = stored
        form["version"] = str(stored["version"])  # who saves now has seen it
    return await _page(visit, text, stored, form, **(await _with_faults(visit, text, form, failure) or {}))


async def _with_faults(visit: Visit, text: Text, form: Form, failure: Json | None) -> Json | None:
    """Each fault of the text, in words of the reader."""
    if failure and failure.get("refused_as") == "wrong-text":
        failure["faults"] = (await _tried(visit, text, _typed(form) | {"order_number": None}))["faults"]
        failure["wrong_field"] = ""
        kinds = LABELS["text_fault"]
        failure["wrong"] = {one["field"]: visit.texts.text(kinds[one["kind"]].text) for one in failure["faults"]}
    return failure


async def _preview(visit: Visit, text: Text, form: Form, part: Part) -> Response:
    try:
        tried = await _tried(visit, text, _typed(form))
    except ServiceRefused as refusal:
        return _in_place_of_mail(visit, why=visit.explain(refusal), faults=[])
    if tried["faults"] or part == "text":
        return _in_place_of_mail(visit, why="", faults=tried["faults"], mail=tried)
    return sandboxed(tried["html"])


def _in_place_of_mail(visit: Visit, **shown: Any) -> Response:
    return sandboxed(bytes(visit.page("settings/no_preview.html", **shown).body).decode())


async def _tried(visit: Visit, text: Text, body: Json) -> Json:
    return await visit.services.post("notifier", f"{text.path}/mail-previews", body, key=visit.new_key())


def _typed(form: Form) -> Json:
    return {"subject": form["subject"], "body": form["body"], "order_number": text_or_none(form, "order_number")}


async def _fill_in_version(visit: Visit, text: Text, form: Form) -> None:
    """The versions are immutable: what its number says is what somebody has seen."""
    number = version_of(Form(version=form["again"]))
    version = await visit.services.get("notifier", f"{text.path}/versions/{number}")
    form["subject"], form["body"] = version["subject"] or "", version["body"] or ""


async def _page(
    visit: Visit, text: Text, stored: Json, form: Form, *, after: str | None = None, status: int = 200, **more: Any
) -> Response:
    return visit.page(
        "settings/text.html",
        status=status,
        text=text,
        stored=stored,
        form=form,
        after=after,
        versions=await visit.services.area("notifier", f"{text.path}/versions", after=after),
        **{"wrong": {}, "theirs": None, "faults": [], "sent": None, "refusal": "", "refused_as": "", "unanswered": ""}
        | more,
    )
