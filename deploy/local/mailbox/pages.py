"""The mailbox over HTTP: JSON for programs, one plain page for people."""

import base64
from hashlib import sha256
from urllib.parse import quote

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from deploy.local.mailbox.mails import KEPT, Mailbox

SHOWN = 50
"""Mails on the page for people."""


def application(mailbox: Mailbox) -> Starlette:
    app = Starlette(
        routes=[
            Route("/health/ready", ready),
            Route("/messages", list_mails),
            Route("/messages", delete_mails, methods=["DELETE"]),
            Route("/messages/{mail_id:int}", read_mail),
            Route("/messages/{mail_id:int}/attachments/{number:int}", read_attachment),
            Route("/", show_mails),
        ]
    )
    app.state.mailbox = mailbox
    return app


async def ready(request: Request) -> Response:
    return JSONResponse({"service": "mailbox", "problems": []})


async def list_mails(request: Request) -> Response:
    asked = request.query_params
    limit = asked.get("limit", "50")
    if not limit.isdecimal() or not 1 <= int(limit) <= KEPT:
        return JSONResponse({"detail": f"limit must be a number from 1 to {KEPT}"}, status_code=422)
    mailbox: Mailbox = request.app.state.mailbox
    return JSONResponse(mailbox.list(to=asked.get("to", ""), subject=asked.get("subject", ""), limit=int(limit)))


async def read_mail(request: Request) -> Response:
    mailbox: Mailbox = request.app.state.mailbox
    mail = mailbox.read(request.path_params["mail_id"])
    if mail is None:
        return JSONResponse({"detail": "there is no such mail"}, status_code=404)
    return JSONResponse(mail)


async def read_attachment(request: Request) -> Response:
    """To be saved, never shown: it could be anybody's."""
    mailbox: Mailbox = request.app.state.mailbox
    found = mailbox.attachment(request.path_params["mail_id"], request.path_params["number"])
    if found is None:
        return JSONResponse({"detail": "there is no such attachment"}, status_code=404)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    media_type = found.media_type if found.media_type == "application/pdf" else "application/octet-stream"
    return Response(found.content, media_type=media_type, headers=headers)


async def delete_mails(request: Request) -> Response:
    mailbox: Mailbox = request.app.state.mailbox
    mailbox.empty()
    return Response(status_code=204)


async def show_mails(request: Request) -> Response:
    """For people; a mail's HTML is not shown, as it could be anybody's."""
    mailbox: Mailbox = request.app.state.mailbox
    mails = [mailbox.read(mail["id"]) for mail in mailbox.list(limit=SHOWN)]
    return HTMLResponse(_PAGE.render(mails=mails, style=_STYLE), headers={"Content-Security-Policy": _POLICY})


_STYLE = "body { font-family: sans-serif; margin: 2em } pre { white-space: pre-wrap } summary { padding: 0.3em }"
_STYLE_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"

_PAGE = Environment(autoescape=True).from_string("""\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Mailbox</title><style>{{ style }}</style></head>
<body>
<h1>Mailbox</h1>
{% for mail in mails %}
<details>
<summary>{{ mail.received_at }} — <b>{{ mail.subject }}</b> — {{ mail.to }}
{%- if mail.earlier_copies %} (copy {{ mail.earlier_copies + 1 }}){% endif %}</summary>
<pre>{{ mail.text or mail.html }}</pre>
<p><a href="/messages/{{ mail.id }}">all of it</a></p>
</details>
{% else %}
<p>No mail yet.</p>
{% endfor %}
</body>
</html>
""")
