"""Actions of pages as data: of one Action are made its button, its dialog, its command and what is said of it."""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Response

from services.backoffice.web.addresses import path_as_sent, segment
from services.backoffice.web.service_clients import Area, Json, ServiceRefused, ServiceUnavailable, Trouble
from services.backoffice.web.typed_numbers import read_amount, read_whole
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.vocabulary import REFUSALS
from shared.refused import NotFound, Refused

_LINE_NO = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


class Button(NamedTuple):
    """`text` is marked for translation, `look` are the classes of its style."""

    text: str
    icon: str
    look: str = "button"


class Target(NamedTuple):
    """What an action is done to: `ids` fill the path of its command, `page` is where one comes from.

    `after` is where a command leads, if not back to the page; `service` owns the thing where any service may.
    """

    ids: Mapping[str, str]
    page: str
    after: str = ""
    service: str = ""


class Subject(NamedTuple):
    """Which of several things on a page: a link names it by `name`, and `ids` are those that the page has."""

    name: str
    ids: Callable[[Json], Collection[str]]

    def asked(self, visit: Visit, shown: Json) -> str:
        """Raises NotFound for what is not on the page: its dialog would speak of one thing and do another."""
        asked = visit.request.query_params.get(self.name, "")
        if asked not in self.ids(shown):
            raise NotFound(f"there is no such {self.name} here")
        return asked


class Action(NamedTuple):
    """A command to the service that owns a thing, which refuses whoever lacks the scope.

    `path` takes names in braces from the target, or from the form. An action without a button is a form on its
    page, and its dialog shows only where it fails. With PUT, and where it is `versioned`, the form names the version
    that it changes.
    """

    name: str
    scope: str
    service: str
    path: str
    done: str | Callable[[Form], str]
    dialog: str
    body: Callable[[Form], Json | None] = lambda form: None
    button: Button | None = None
    method: Literal["POST", "PUT", "DELETE"] = "POST"
    in_may: str = ""
    """What the owner calls it in the `may` of its answer, if not by its name."""
    not_now: str = _("That is not possible in its present state.")
    """What its dialog says instead where the owner does not list it in `may`."""
    why_not_now: Callable[[Visit, Json], str] | None = None
    """Says that of the owner's answer, where more is to be said, in the reader's language."""
    subject: Subject | None = None
    first: Callable[[Form], tuple[str, Json] | None] | None = None
    """A command that is sent before it, with its path, where the form asks for that too."""
    versioned: bool = False
    preview: Callable[[Visit, Json, Form], Awaitable[Json]] | None = None
    """What would come of it, by what its dialog shows and its form asks; also of the form that nobody filled in yet."""

    def is_offered(self, visit: Visit, may: Collection[str] | None) -> bool:
        """Whether the role allows it and the owner says that it is possible now; `may` is None where it always is."""
        return visit.may(self.scope) and (may is None or (self.in_may or self.name) in may)

    def new_form(self, visit: Visit, shown: Json) -> Form:
        """As its dialog opens: of the link only what it is about, as a link may be anybody's."""
        form = Form(key=visit.new_key())
        if self.subject:
            form[self.subject.name] = self.subject.asked(visit, shown)
        return form

    def why_not(self, visit: Visit, owner: Area, may: Collection[str] | None) -> str:
        """Why its dialog asks for nothing now; "" where it does, also where the owner does not answer."""
        if not visit.may(self.scope):
            return REFUSALS["insufficient-scope"]
        if owner.trouble is Trouble.UNKNOWN:
            return REFUSALS["not-found"]
        if not owner.answered or owner.content is None or self.is_offered(visit, may):
            return ""
        return self.why_not_now(visit, owner.content) if self.why_not_now else self.not_now

    async def send(self, visit: Visit, target: Target, form: Form) -> Json:
        """Raises what the form or the service refuses, and ServiceUnavailable."""
        service = self.service or target.service
        path = re.sub(r"{(\w+)}", lambda name: segment(target.ids.get(name[1], form[name[1]])), self.path)
        form.reader = visit.staff.language
        body = self.body(form)
        if first := self.first and self.first(form):
            await visit.services.post(service, first[0], first[1], key=f"{form['key']}-first")
        if self.method == "PUT":
            return await visit.services.put(service, path, body or {}, version=version_of(form))
        if self.method == "DELETE":
            return await visit.services.delete(service, path)
        version = version_of(form) if self.versioned else None
        return await visit.services.post(service, path, body, key=form["key"], version=version)


Shown = Callable[[Visit, Action, Target], Awaitable[Json]]
May = Callable[[Action, Form, Json], Collection[str] | None]


@dataclass(frozen=True)
class Actions:
    """What can be done to one kind of thing.

    The dialog and the command of each are at `address` and its name. `target` is a dependency of the routes that
    reads the thing's ids from the address; `shown` reads what the dialogs show beside the form, and `owner`, the area
    of the service that owns the thing; `may` finds in it what the owner says may be done.
    """

    address: str
    target: Callable[..., Any]
    shown: Shown
    may: May
    all: tuple[Action, ...]

    def __getitem__(self, name: str) -> Action:
        return next(action for action in self.all if action.name == name)

    def router(self) -> APIRouter:
        router = APIRouter()
        for action in self.all:
            self._add(router, action)
        return router

    def _add(self, router: APIRouter, action: Action) -> None:
        async def get_dialog(visit: SignedIn, target: Annotated[Target, Depends(self.target)]) -> Response:
            shown = await self._context(visit, action, target)
            form = action.new_form(visit, shown)
            if why := action.why_not(visit, shown["owner"], self.may(action, form, shown)):
                assert action.button
                return not_now(visit, action.button.text, why, to=target.page)
            expected, failure = await _expected(visit, action, shown, form)
            # What its owner would refuse is told beforehand; where it cannot say, nobody has asked it for anything yet.
            refusal = failure["refusal"] if failure.get("status") == 409 else ""
            told: Json = {"refusal": refusal, "refused_as": failure.get("refused_as")}
            return visit.dialog(action.dialog, form=form, to=target.page, **told, **shown, **expected)

        async def post_action(visit: SignedIn, form: Sent, target: Annotated[Target, Depends(self.target)]) -> Response:
            if action.preview and "preview" in form:
                shown = await self._again(visit, action, target, form)
                expected, failure = await _expected(visit, action, shown, form)
                return visit.dialog(action.dialog, form=form, to=target.page, **failure, **shown, **expected)
            return await act(
                visit,
                action.send(visit, target, form),
                to=target.after or target.page,
                done=action.done if isinstance(action.done, str) else action.done(form),
                dialog=action.dialog,
                form=form,
                shown=lambda: self._again(visit, action, target, form),
            )

        address = f"{self.address}/{action.name}"
        if action.button:
            router.add_api_route(address, get_dialog, methods=["GET"])
        router.add_api_route(address, post_action, methods=["POST"])

    async def _again(self, visit: Visit, action: Action, target: Target, form: Form) -> Json:
        """The dialog of what was refused. `over`: it is not to be done any more, as somebody else was first."""
        shown = await self._context(visit, action, target)
        return shown | {"over": bool(action.why_not(visit, shown["owner"], self.may(action, form, shown)))}

    async def _context(self, visit: Visit, action: Action, target: Target) -> Json:
        return {"address": path_as_sent(visit.request), **target.ids, **await self.shown(visit, action, target)}


async def _expected(visit: Visit, action: Action, shown: Json, form: Form) -> tuple[Json, Json]:
    """The `preview` of what would come of it, or why that cannot be said, as `failure_of` has it."""
    if not action.preview:
        return {}, {}
    expected: Json = {}

    async def ask() -> None:
        assert action.preview
        form.reader = visit.staff.language
        expected.update(await action.preview(visit, shown, form))

    failure = await failure_of(visit, ask()) if shown["owner"].content else None
    return {"preview": expected or None}, failure or {}


def not_now(visit: Visit, heading: str, why: str, *, to: str) -> Response:
    """In place of a dialog, which somebody may open by its address, or whose page is from before.

    Texts are marked, or said already.
    """
    menu = "/" + to.split("/")[1]
    return visit.dialog("web/not_now.html", status=409, asked_for=heading, why=why, to=to, menu=menu)


async def act(
    visit: Visit,
    command: Awaitable[Any],
    *,
    to: str,
    done: str,
    dialog: str,
    form: Form,
    shown: Callable[[], Awaitable[Json]] | None = None,
) -> Response:
    """Await the command and go to the page `to`; where it fails, show the dialog again, as it was filled in.

    The dialog keeps its key: a command that was not answered is repeated by the same button, and done once.
    `shown` reads what the dialog needs beside the form.
    """
    again = await failure_of(visit, command)
    if again is None:
        return visit.leave_to(to, done=done)
    return visit.dialog(dialog, form=form, to=to, **again, **(await shown() if shown else {}))


async def failure_of(visit: Visit, command: Awaitable[Any]) -> Json | None:
    """Await the command: None once it is done, else what the page says of it. `wrong` has each field of the form."""
    try:
        await command
    except (ServiceRefused, Refused) as refusal:
        return {
            "status": refusal.status if 400 <= refusal.status < 500 else 409,
            "refusal": visit.explain(refusal),
            "refused_as": refusal.type,
            "wrong_field": visit.fault(refusal).field,
            "wrong": visit.explain_each(refusal),
        }
    except ServiceUnavailable as unavailable:
        return {"status": 503, "unanswered": unavailable.service}
    return None


def text_or_none(form: Form, name: str) -> str | None:
    return form[name].strip() or None


def reason(form: Form) -> Json:
    return {"reason": form["reason"]}


def whole_number(form: Form, name: str, *, signed: bool = False) -> int:
    """Raises NumberRefused."""
    return read_whole(form[name], form.reader, field=name, signed=signed)


def lines_named(form: Form, prefix: str) -> list[int]:
    """The lines whose numbers follow `prefix` in the names of fields; what names no line is no field of ours."""
    named = (name.removeprefix(prefix) for name in form if name.startswith(prefix))
    return [int(line_no) for line_no in named if _LINE_NO.fullmatch(line_no)]


def amount_or_none(form: Form, name: str) -> str | None:
    """In the form's currency and above zero; None where nothing was typed. Raises NumberRefused."""
    typed = form[name]
    if not typed.strip():
        return None
    return str(read_amount(typed, form.reader, field=name, currency=form["currency"], above_zero=True))


def version_of(form: Form) -> int:
    """What the form was made of; one that no form of ours has is no version of anything."""
    version = form["version"]
    return int(version) if version.isdecimal() and len(version) < 10 else 0


async def content_or_none(visit: Visit, service: str, path: str, **asked: Any) -> Json | None:
    """For a dialog, which can do without it."""
    return (await visit.services.area(service, path, **asked)).content
