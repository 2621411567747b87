"""The pages of the back office as somebody uses them whose browser runs no scripts: links, forms, what is shown."""

from urllib.parse import urljoin, urlsplit

import httpx

from tests.backoffice.elements import Element, parse
from tests.backoffice.office import PASSWORD, Browser


class Page:
    """What was typed stays until a form is sent; a link or a form leads to the next page."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.root = Element("document", {})
        self.status = 0
        self.path = ""
        self._typed: dict[Element, str | None] = {}
        self._attached: dict[Element, list[tuple[str, bytes, str]]] = {}

    async def goto(self, path: str) -> "Page":
        return await self._show(path, await self.browser.get(path))

    async def reload(self) -> "Page":
        return await self.goto(self.path)

    @property
    def heading(self) -> str:
        (found,) = self.root.select("h1")
        return found.text

    @property
    def alert(self) -> str:
        (found,) = self.root.select("[role=alert]")
        return found.text

    @property
    def notice(self) -> str:
        return self.one("#notice").text

    def all(self, selector: str) -> list[Element]:
        return self.root.select(selector)

    def one(self, selector: str) -> Element:
        found = self.root.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector} on {self.path}"
        return found[0]

    def text(self, selector: str) -> str:
        return self.one(selector).text

    def links(self, name: str, *, within: str = "body", exact: bool = False) -> list[Element]:
        return [one for place in self.all(within) for one in place.with_role("link", name, exact=exact)]

    def field(self, label: str) -> Element:
        """The one of just this label, else the one whose label has it."""
        found = self.root.with_label(label, exact=True) or self.root.with_label(label, exact=False)
        assert len(found) == 1, f"{len(found)} fields {label!r} on {self.path}"
        return found[0]

    def value(self, label: str) -> str:
        field = self.field(label)
        return self._typed.get(field) or field.value

    async def follow(self, name: str, *, within: str = "body") -> "Page":
        """The link of just this name, else the first whose name has it."""
        found = self.links(name, within=within, exact=True) or self.links(name, within=within)
        assert found, f"no link {name!r} in {within} on {self.path}"
        return await self.goto(self._resolved(found[0].attributes["href"]))

    async def open(self, within: Element, name: str) -> "Page":
        """The link of this name in an element."""
        (link,) = within.with_role("link", name, exact=True)
        return await self.goto(self._resolved(link.attributes["href"]))

    def fill(self, label: str, text: str) -> None:
        """Of a choice, the value or the words of one."""
        field = self.field(label)
        if field.tag == "select":
            options = {text: one for one in field.select("option") for text in (one.text, one.attributes.get("value"))}
            text = options[text].attributes.get("value", text)
        self._typed[field] = text

    def attach(self, label: str, *files: tuple[str, bytes, str]) -> None:
        """Of each its name, its content, and what the browser takes it for."""
        self._attached[self.field(label)] = list(files)

    def type(self, field: Element, text: str) -> None:
        """Into a field without a label of its own."""
        self._typed[field] = text

    def check(self, label: str) -> None:
        field = self.field(label)
        self._typed[field] = field.attributes.get("value", "on")

    async def press(self, name: str, *, within: str = "body") -> "Page":
        """Send the form of the button of just this name, else of the first whose name has it."""
        places = self.all(within)
        found = [one for place in places for one in place.with_role("button", name, exact=True)]
        found = found or [one for place in places for one in place.with_role("button", name, exact=False)]
        assert found, f"no button {name!r} in {within} on {self.path}"
        return await self.press_button(found[0])

    async def press_first(self, form: Element) -> "Page":
        """As Return does in a field: the first button of the form that sends it."""
        return await self.press_button(next(one for one in form.select("button") if one.attributes["type"] == "submit"))

    async def press_button(self, button: Element) -> "Page":
        form = self._form_of(button)
        assert form, f"button {button.name!r} is in no form"
        fields = self._fields(form)
        if name := button.attributes.get("name"):
            fields.append((name, button.attributes.get("value", "")))
        action = button.attributes.get("formaction") or form.attributes.get("action")
        action = self._resolved(action or self.path)
        if form.attributes.get("method", "get").lower() == "get":
            return await self.goto(str(httpx.URL(action, params=fields)))
        several: dict[str, list[str]] = {}
        for field, value in fields:
            several.setdefault(field, []).append(value)
        files = self._files(form) if form.attributes.get("enctype") == "multipart/form-data" else None
        headers = {"Referer": f"http://office{self.path}"}
        answer = await self.browser.http.post(action, data=several, files=files, headers=headers)
        return await self._show(action, answer)

    def _files(self, form: Element) -> list[tuple[str, tuple[str, bytes, str]]]:
        """A field that is left empty is sent all the same."""
        fields = [one for one in form.select("input") if one.attributes.get("type") == "file"]
        nothing = ("", b"", "application/octet-stream")
        return [(one.attributes["name"], file) for one in fields for file in self._attached.get(one, [nothing])]

    def _form_of(self, button: Element) -> Element | None:
        named = button.attributes.get("form")
        return self.one(f"#{named}") if named else button.above("form")

    def _fields(self, form: Element) -> list[tuple[str, str]]:
        sent = []
        elsewhere = [one for one in self.all("input[form]") if one.attributes["form"] == form.attributes.get("id")]
        for field in [*form.select("input, select, textarea"), *elsewhere]:
            name, kind = field.attributes.get("name"), field.attributes.get("type", "")
            if not name or "disabled" in field.attributes or kind in ("submit", "file"):
                continue
            typed = self._typed.get(field)
            chosen = kind not in ("checkbox", "radio") or "checked" in field.attributes or typed is not None
            if chosen:
                sent.append((name, field.value if typed is None else typed))
        return sent

    async def _show(self, path: str, answer: httpx.Response) -> "Page":
        while answer.is_redirect:
            path = self._resolved(answer.headers["location"], path)
            answer = await self.browser.get(path)
        self.status, self.path = answer.status_code, path
        self.root, self._typed, self._attached = parse(answer.text), {}, {}
        return self

    def _resolved(self, address: str, at: str | None = None) -> str:
        parts = urlsplit(urljoin(f"http://office{at or self.path}", address))
        return parts.path + (f"?{parts.query}" if parts.query else "")


async def sign_in(page: Page, email: str, password: str = PASSWORD) -> Page:
    """In whatever language the form is."""
    if not page.path.startswith("/sign-in"):
        await page.goto("/sign-in")
    page.type(page.one("[name=email]"), email)
    page.type(page.one("[name=password]"), password)
    (button,) = [one for one in page.all("main button, body form button") if one.attributes.get("type") == "submit"]
    await page.press(button.name)
    assert not page.path.startswith("/sign-in"), page.path
    return page
