"""Commands from pages: sent to the service, and what the reader sees when it is done, refused, or not answered."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Response

from services.backoffice.web.service_clients import Json, ServiceRefused, ServiceUnavailable
from services.backoffice.web.visit import Form, Visit
from shared.refused import Refused


class NotWhole(Refused):
    type = "not-whole"
    status = 422


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
    """Await the command and leave to the page `to`; where that fails, show the dialog again, as it was filled in.

    The dialog keeps its key: a command that was not answered is repeated by the same button, and done once.
    `shown` reads what the dialog needs beside the form.
    """
    try:
        await command
    except (ServiceRefused, Refused) as refusal:
        told = visit.told(refusal)
        status = refusal.status if 400 <= refusal.status < 500 else 409
        again: Json = {"status": status, "refusal": told}
    except ServiceUnavailable as silent:
        again = {"status": 503, "unanswered": silent.service}
    else:
        return visit.leave_to(to, done=done)
    return visit.dialog(dialog, form=form, to=to, **again, **(await shown() if shown else {}))


def text_or_none(form: Form, name: str) -> str | None:
    return form[name].strip() or None


def whole_number(form: Form, name: str) -> int:
    """Raises NotWhole. The minus that typographers use is one too, and so is a thousand's space."""
    typed = re.sub(r"\s", "", form[name]).replace("\N{MINUS SIGN}", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", typed):
        raise NotWhole(f"{name} is not a whole number")
    return int(typed)


async def content_or_none(visit: Visit, service: str, path: str, **asked: Any) -> Json | None:
    """For a dialog, which can do without it."""
    return (await visit.services.area(service, path, **asked)).content
