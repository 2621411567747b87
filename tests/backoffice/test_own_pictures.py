"""Pictures with what a customer asks for: what is refused, what stays while the form is mended, who sees them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.backoffice.pages.own_order import pictures
from services.backoffice.web import upload_forms
from services.backoffice.web.pace import Pace
from services.backoffice.web.service_clients import ServiceClients, ServiceUnavailable
from services.returns.pictures import press
from services.returns.pictures.decoding import picture_or_why
from services.returns.pictures.model import Picture, Sent, Unfit
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.backoffice.test_own_order_flows import link_to, shipped
from tests.backoffice.test_own_return_flows import asking, fields_of, returns_of
from tests.returns.pictures import SVG, moving, picture
from tests.support.languages import Says, in_both

MEGABYTE = 1024 * 1024
JPEG = ("lamp.jpg", picture(), "image/jpeg")


class Here:
    """Decodes where the tests run: a program for each picture would take most of their time."""

    async def make(self, sent: Sent) -> Picture | Unfit:
        return picture_or_why(sent)


class Busy:
    async def make(self, sent: Sent) -> Picture | Unfit:
        raise TimeoutError


@pytest.fixture
async def customer(office: Office, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(press, "PICTURE_PRESS", Here())
    return Page(office.browser())


def filled_in(customer: Page) -> None:
    customer.type(customer.one("[name='lines/1/quantity']"), "1")
    customer.type(customer.one("[name='lines/1/reason']"), "defective")
    customer.type(customer.one("[name=comment]"), "It does not light")


@in_both()
async def test_what_is_no_picture_is_named_and_the_others_and_all_that_was_typed_stay(
    shop: Services, customer: Page, language: str, says: Says
) -> None:
    order, fr = await shipped(shop, language=language), language == "fr"
    await customer.goto(f"/order/return?{link_to(order).partition('?')[2]}")
    filled_in(customer)
    customer.attach(
        "Jusqu’à cinq images (facultatif)" if fr else "Up to five pictures (optional)",
        JPEG,
        ("../../etc/pass\u202ewd\r\n.svg", SVG, "image/svg+xml"),
        ("page.jpg", b"<html><script>alert(1)</script>", "image/jpeg"),
        ("empty.png", b"", "image/png"),
        ("half.jpg", picture()[:-200], "image/jpeg"),
        ("moves.webp", moving("WEBP"), "image/webp"),
        ("huge.jpg", b"\xff\xd8\xff" + b"\0" * (11 * MEGABYTE), "image/jpeg"),
    )
    await customer.press("Envoyer la demande" if fr else "Send the request")
    told = customer.text("#files-wrong")
    words = (
        ("page.jpg – Ce n’est pas une image", "half.jpg – Cette image est abîmée", "huge.jpg – Cette image est trop l")
        if fr
        else ("page.jpg – This is no picture", "half.jpg – This picture is broken", "huge.jpg – This picture is too l")
    )
    for name in (*words, "empty.png", "moves.webp"):
        assert name in told
    assert "etc" not in told
    assert "\u202e" not in told.replace("\u2068", "")
    assert (customer.status, customer.one("[name=comment]").value) == (422, "It does not light")
    assert await returns_of(shop, order) == []
    await customer.press("Envoyer la demande" if fr else "Send the request")
    (one,) = await returns_of(shop, order)
    assert len(one["pictures"]) == 1
    shown = await customer.browser.get(customer.one(".own-pictures img").attributes["src"])
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert "script-src 'self'" in shown.headers["content-security-policy"]


async def test_staff_see_the_pictures_of_a_return_and_who_is_not_signed_in_does_not(
    shop: Services, customer: Page, seat: Seat
) -> None:
    order = await shipped(shop, language="en")
    await asking(customer, order)
    filled_in(customer)
    customer.attach("Up to five pictures (optional)", JPEG)
    await customer.press("Send the request")
    (one,) = await returns_of(shop, order)
    page = await (await seat("warehouse", "en")).goto(f"/returns/{one['return_id']}")
    (shown,) = page.all("#said img")
    assert shown.attributes["alt"] == "Picture 1"
    picture_of_it = await page.browser.get(shown.attributes["src"])
    assert (picture_of_it.headers["content-type"], picture_of_it.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert (await page.browser.get(f"/returns/{one['return_id']}/pictures/2")).status_code == 404
    assert (await customer.browser.get(shown.attributes["src"])).status_code == 303


async def test_a_sixth_picture_is_refused_and_the_same_one_five_times_is_one(shop: Services, customer: Page) -> None:
    order = await shipped(shop, language="en")
    await asking(customer, order)
    filled_in(customer)
    colours = ("red", "green", "blue", "white", "black", "grey")
    different = [(f"{colour}.png", picture("PNG", colour=colour), "image/png") for colour in colours]
    customer.attach("Up to five pictures (optional)", *different)
    await customer.press("Send the request")
    assert customer.text("#files-wrong") == "grey.png – Too many pictures: five at most for a return."
    assert len(customer.all(".own-pictures img")) == 5
    for number in (2, 3, 4, 5):
        customer.check(f"Leave out picture {number}")
    await customer.press("Send the request")
    assert len((await returns_of(shop, order))[0]["pictures"]) == 1
    await asking(customer, order)
    filled_in(customer)
    customer.attach("Up to five pictures (optional)", *[JPEG] * 5)
    await customer.press("Send the request")
    first, second = await returns_of(shop, order)
    assert (first["pictures"], len(second["pictures"])) == (second["pictures"], 1)


async def test_a_form_with_pictures_that_is_sent_twice_is_one_return(shop: Services, customer: Page) -> None:
    order = await shipped(shop, language="en")
    await asking(customer, order)
    form = fields_of(customer) | {"lines/1/quantity": "1", "lines/1/reason": "late"}
    address = str(customer.one("#ask").attributes["action"])
    for _ in range(2):
        answer = await customer.browser.http.post(address, data=form, files=[("files", JPEG)])
        assert answer.status_code == 303
    assert len(await returns_of(shop, order)) == 1


async def test_what_is_not_answered_is_sent_again_with_all_that_was_typed_and_counts_once(
    shop: Services, customer: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shipped(shop, language="en")
    await asking(customer, order)
    filled_in(customer)
    customer.attach("Up to five pictures (optional)", JPEG)
    with monkeypatch.context() as busy:
        busy.setattr(press, "PICTURE_PRESS", Busy())
        await customer.press("Send the request")
    assert "lamp.jpg – This picture cannot be taken at the moment" in customer.text("#files-wrong")
    answered = ServiceClients.post

    async def answer_is_lost(self: ServiceClients, service: str, path: str, *args: Any, **more: Any) -> Any:
        await answered(self, service, path, *args, **more)
        raise ServiceUnavailable(service)

    with monkeypatch.context() as lost:
        lost.setattr(ServiceClients, "post", answer_is_lost)
        await customer.press("Send the request")
    assert (customer.status, "it counts once" in customer.alert) == (503, True)
    assert customer.one("[name='lines/1/quantity']").value == "1"
    assert customer.one("[name=comment]").value == "It does not light"
    await customer.press("Send the request")
    assert len(await returns_of(shop, order)) == 1
    assert customer.text("#done") == "Thank you: we have your request."
    await customer.follow("Ask for a return or an exchange")
    customer.type(customer.one("[name='lines/1/quantity']"), "1")
    customer.type(customer.one("[name='lines/1/reason']"), "late")
    with monkeypatch.context() as lost:
        lost.setattr(ServiceClients, "post", answer_is_lost)
        await customer.press("Send the request")
    assert "RE-000002" in customer.text("#returns")  # nothing more of it may be asked for, as it has arrived


async def test_a_picture_of_another_order_is_neither_shown_nor_taken(shop: Services, customer: Page) -> None:
    mine, other = await shipped(shop, language="en"), await shipped(shop)
    put = await shop["returns"].http.put(f"/orders/{other['order_id']}/pictures", content=picture(colour="green"))
    theirs = put.json()["picture_id"]
    link = link_to(mine).partition("?")[2]
    answers = [(await customer.browser.get(f"/order/pictures/{one}?{link}")).status_code for one in (theirs, "..%2f..")]
    assert answers == [404, 404]
    await asking(customer, mine)
    form = fields_of(customer) | {"lines/1/quantity": "1", "lines/1/reason": "late", "pictures": theirs}
    answer = await customer.browser.http.post(
        str(customer.one("#ask").attributes["action"]), data=form, files=[("files", JPEG)]
    )
    assert (answer.status_code, "This picture is not there any more" in answer.text) == (404, True)
    assert theirs not in answer.text
    assert await returns_of(shop, mine) == []


async def test_pictures_that_are_too_large_together_are_not_in_memory_and_what_was_typed_stays(
    shop: Services, customer: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_forms, "MOST_OF_FILES", 2 * MEGABYTE)
    order = await shipped(shop, language="en")
    await asking(customer, order)
    filled_in(customer)
    one = b"\xff\xd8\xff" + b"\0" * (MEGABYTE - 3)
    customer.attach("Up to five pictures (optional)", *[(f"{n}.jpg", one, "image/jpeg") for n in (1, 2, 3)])
    await customer.press("Send the request")
    told = customer.text("#files-wrong")
    assert "3.jpg – This picture is too large: 10 MB at most, and 25 MB for all of them." in told
    assert customer.one("[name=comment]").value == "It does not light"


async def test_what_is_far_too_large_or_never_ends_is_refused_without_being_read(
    shop: Services, customer: Page
) -> None:
    order = await shipped(shop, language="en")
    address = f"/order/return?{link_to(order).partition('?')[2]}"
    read = 0

    async def sent(*, whole: bytes = b"") -> AsyncIterator[bytes]:
        nonlocal read
        yield whole or b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
        while not whole:
            read += 1
            yield b"\0" * MEGABYTE

    async def post(path: str, content: Any, **headers: str) -> tuple[int, str]:
        headers = {"Content-Type": "multipart/form-data; boundary=b"} | headers
        answer = await customer.browser.http.post(path, content=content, headers=headers)
        return answer.status_code, answer.text

    status, text = await post(address, sent(), **{"Content-Length": str(61 * MEGABYTE)})
    assert (status, "The pictures are too large" in text, read <= 1) == (413, True, True)
    status, text = await post(address, sent())
    assert (status, read <= 62) == (413, True)
    broken = b'--b\r\nContent-Disposition: form-data; name="comment"\r\n\r\nno end'
    for content in (broken, b"no form", b"--b\r\n" + b"X: " + b"x" * 9000 + b"\r\n\r\n"):
        status, text = await post(address, sent(whole=content))
        assert (status, "did not arrive whole" in text) == (400, True), content
    before = read
    status, _ = await post("/order/return?link=guess", sent())
    assert (status, read - before <= 1) == (404, True)


async def test_who_sends_slowly_keeps_nobody_waiting(shop: Services, customer: Page) -> None:
    slow, order = [await shipped(shop) for _ in range(6)], await shipped(shop, language="en")
    here, go_on = asyncio.Semaphore(0), asyncio.Event()
    kind = {"Content-Type": "multipart/form-data; boundary=b"}

    async def some_bytes() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n' + b"\0" * MEGABYTE
        here.release()
        await go_on.wait()

    async def send_slowly(of: Any) -> int:
        address = f"/order/return?{link_to(of).partition('?')[2]}"
        return (await customer.browser.http.post(address, content=some_bytes(), headers=kind)).status_code

    sending = [asyncio.create_task(send_slowly(one)) for one in slow]
    try:
        await asking(customer, order)
        filled_in(customer)
        customer.attach("Up to five pictures (optional)", JPEG)
        async with asyncio.timeout(5):
            for _ in slow:
                await here.acquire()
            await customer.press("Send the request")
    finally:
        go_on.set()
        assert await asyncio.gather(*sending) == [400] * 6
    assert len((await returns_of(shop, order))[0]["pictures"]) == 1


async def test_of_one_order_thirty_pictures_are_looked_at_in_ten_minutes(
    shop: Services, customer: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "OF_ORDER", Pace(2, within_s=600))
    order = await shipped(shop, language="en")
    await asking(customer, order)
    filled_in(customer)
    customer.attach("Up to five pictures (optional)", JPEG, JPEG, ("third.jpg", JPEG[1], "image/jpeg"))
    await customer.press("Send the request")
    assert customer.text("#files-wrong") == "third.jpg – Too many attempts. Wait a quarter of an hour and try again."
