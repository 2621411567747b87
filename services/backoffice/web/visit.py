"""A request of somebody who is signed in: who it is, what they may call, and the page they get."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from uuid_utils.compat import uuid7

from services.backoffice.accounts import sessions, store
from services.backoffice.accounts.model import Staff
from services.backoffice.accounts.sessions import Session
from services.backoffice.settings import backoffice_settings
from services.backoffice.web import csrf
from services.backoffice.web.addresses import path_as_sent
from services.backoffice.web.dialogs import into_dialog
from services.backoffice.web.explaining import explained, fault_in
from services.backoffice.web.render import render
from services.backoffice.web.service_clients import ServiceClients, ServiceRefused
from services.backoffice.wording import sentences
from services.backoffice.wording.faults import Fault
from services.backoffice.wording.people import Person, person
from services.backoffice.wording.texts import Texts, texts_in
from services.backoffice.wording.vocabulary import DONE
from shared.clock import now
from shared.refused import Refused
from shared.schemas.values import Language
from shared.scopes import SETTINGS
from shared.transaction import Database


class Form(dict[str, str]):
    """What was filled in; a field that was not sent is empty. Numbers in it are written in the language `reader`."""

    reader: Language = "fr"
    sent: tuple[tuple[str, str], ...] = ()
    """All that was sent, with each value of a field that was given several times."""

    def values_of(self, name: str) -> list[str]:
        return [value for sent, value in self.sent if sent == name]

    def __missing__(self, name: str) -> str:
        return ""


class NotSignedIn(Exception):
    """Whoever asks is sent to the sign-in, and from there back."""


class Visit:
    def __init__(self, request: Request, session: Session, names: Mapping[str, str]) -> None:
        """`names` are those of the staff by their e-mail addresses."""
        self.request = request
        self.session = session
        self._names = names
        self.settings = backoffice_settings()

    @property
    def staff(self) -> Staff:
        return self.session.staff

    @property
    def database(self) -> Database:
        database: Database = self.request.app.state.database
        return database

    @property
    def services(self) -> ServiceClients:
        bearer = self.request.app.state.staff_tokens.of(self.staff)
        return ServiceClients(self.request.app.state.client, self.settings, bearer)

    @property
    def texts(self) -> Texts:
        return texts_in(self.staff.language, self.settings.time_zone)

    @property
    def today(self) -> date:
        """By the clock of the shop."""
        return now().astimezone(self.settings.time_zone).date()

    @property
    def here(self) -> str:
        """The page's address, without what was just done."""
        path, asked = path_as_sent(self.request), self.request.query_params.multi_items()
        query = [(name, value) for name, value in asked if name not in ("done", "shipped")]
        return f"{path}?{urlencode(query)}" if query else path

    def may(self, scope: str) -> bool:
        return self.staff.may(scope)

    @property
    def changes_settings(self) -> bool:
        """Of any service."""
        return any(self.may(scope) for scope in SETTINGS)

    def person(self, subject: str) -> Person:
        """Whoever a service says has acted, by a name that people know."""
        return person(self.texts, self._names, subject)

    def who(self, subject: str) -> str:
        return self.person(subject).name

    def has_account(self, subject: str) -> bool:
        """Or had one: whoever a service names may be nobody here."""
        return subject.lower() in self._names

    def new_key(self) -> str:
        """For a form: whatever happens to its answer, the command is done once."""
        return str(uuid7())

    def form_proof(self) -> str:
        return csrf.form_proof(self.session.token)

    def fault(self, refusal: Refused | ServiceRefused) -> Fault:
        """The field of the form that it is about."""
        return fault_in(refusal)

    def explain(self, refusal: Refused | ServiceRefused) -> str:
        """The refusal in a sentence for the reader."""
        return explained(self.texts, refusal)

    def explain_each(self, refusal: Refused | ServiceRefused) -> dict[str, str]:
        """By field of the form, what is wrong with it."""
        if isinstance(refusal, ServiceRefused):
            return {
                fault.field: sentences.refusal(self.texts, refusal.type, refusal.detail, fault)
                for fault in reversed(refusal.faults)  # of a field, the first counts
            }
        return {refusal.field: self.explain(refusal)} if refusal.field else {}

    def page(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        done = DONE.get(self.request.query_params.get("done", ""))
        context |= {"visit": self, "who": self.who, "staff": self.staff, "done": done and self.texts.text(done)}
        return HTMLResponse(render(self.staff.language, template, **context), status)

    def dialog(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page shown in the dialog of the page it was asked from, where there is JavaScript."""
        response = self.page(template, status=status, **context)
        if self.request.method == "POST":
            into_dialog(response)
        return response

    def leave_to(self, path: str, *, done: str) -> Response:
        """After a command: another page, which says what was done."""
        assert done in DONE
        query = [*parse_qsl(urlsplit(path).query), *self._list_of(urlsplit(path).path), ("done", done)]
        return RedirectResponse(f"{urlsplit(path).path}?{urlencode(query)}", 303)

    def _list_of(self, path: str) -> list[tuple[str, str]]:
        """The list that the page was opened from, where the command was sent from that page: it leads back there."""
        sent_from = urlsplit(self.request.headers.get("hx-current-url") or self.request.headers.get("referer", ""))
        if sent_from.path != path:
            return []
        return [(name, value) for name, value in parse_qsl(sent_from.query) if name == "list"][:1]


async def visit(request: Request) -> Visit:
    """A route's dependency. Raises NotSignedIn, and ForgedForm for a form that is not of this session."""
    session = await sessions.find(request.app.state.database, request)
    if session is None or session.state != "signed_in":
        raise NotSignedIn
    if request.method != "GET":
        csrf.check_origin(request)
        form = await form_of(request)
        csrf.check_form(session.token, form["proof"])
        csrf.check_key(form["key"])
    async with request.app.state.database.reading() as queries:
        names = await store.find_names(queries)
    return Visit(request, session, names)


async def form_of(request: Request) -> Form:
    """The fields of a form; of a field given twice, the last. A route's dependency.

    Browsers send line breaks as two characters.
    """
    sent = parse_qsl((await request.body()).decode("latin-1"), keep_blank_values=True)
    form = Form((name, value.replace("\r\n", "\n")) for name, value in sent)
    form.sent = tuple(sent)
    return form


SignedIn = Annotated[Visit, Depends(visit)]
Sent = Annotated[Form, Depends(form_of)]
