"""Pictures of what comes back: made anew from what was sent, seen by staff and by the customer of the order alone."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from services.returns.pictures.decoding import picture_or_why
from services.returns.pictures.model import Picture, Sent, Unfit
from services.returns.usecases.forget_pictures import forget_loose_pictures
from shared.schemas.orders import OrderPlaced
from tests.returns.asking import Json, said, shipped_order, unit
from tests.returns.pictures import SVG, from_a_phone, moving, noise, picture
from tests.support.clock import Clock
from tests.support.service import ShopService, token


async def send(returns: ShopService, order: OrderPlaced, content: Any, kind: str = "image/jpeg") -> httpx.Response:
    headers = {"Content-Type": kind}
    return await returns.http.put(f"/orders/{order.order_id}/pictures", content=content, headers=headers)


async def asked(returns: ShopService, order: OrderPlaced, *pictures: str) -> httpx.Response:
    body: Json = {"lines": [unit(1, 1, reason="defective")], "pictures": list(pictures)}
    return await returns.post(f"/orders/{order.order_id}/requests", body)


def test_a_picture_is_turned_upright_and_nothing_of_its_file_stays() -> None:
    made = picture_or_why(Sent(from_a_phone() + b"<script>alert(1)</script>"))
    assert isinstance(made, Picture)
    shown = Image.open(BytesIO(made.content))
    assert (shown.format, shown.size, (made.width, made.height)) == ("JPEG", (40, 60), (40, 60))
    assert not shown.getexif()
    for traces in (b"PHONE", b"living room", b"<script>", b"Exif"):
        assert traces not in made.content
    red, green, blue = shown.getpixel((20, 5))  # type: ignore[misc]  # it is of three colours
    assert (blue > 200, red < 60) == (True, True)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_large_picture_becomes_a_small_jpeg(kind: str) -> None:
    made = picture_or_why(Sent(picture(kind, (1800, 900))))
    assert isinstance(made, Picture)
    assert (made.width, made.height, made.content[:3]) == (1600, 800, b"\xff\xd8\xff")


def test_a_picture_of_fifty_million_pixels_as_phones_make_them_is_taken_and_never_decoded_whole() -> None:
    made = picture_or_why(Sent(picture("JPEG", (8160, 6120))))
    assert isinstance(made, Picture)
    assert (made.width, made.height) == (1600, 1200)


def test_a_picture_of_nothing_but_noise_is_made_small_enough_to_be_kept() -> None:
    made = picture_or_why(Sent(noise(1600, 1000)))
    assert isinstance(made, Picture)
    assert len(made.content) <= 512 * 1024


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (picture()[:-200], Unfit.BROKEN),
        (b"\xff\xd8\xff" + b"\0" * 50, Unfit.OTHER),
        (b"\x89PNG\r\n\x1a\n" + SVG, Unfit.OTHER),
        (moving("PNG"), Unfit.MOVES),
        (moving("WEBP"), Unfit.MOVES),
        (picture("PNG", (4000, 4001)), Unfit.DECODED),
        (picture("WEBP", (4000, 4001)), Unfit.DECODED),
        (picture("JPEG", (4000, 4001), progressive=True), Unfit.DECODED),
        (picture("JPEG", (32000, 501)), Unfit.DECODED),
        (picture("JPEG", (8000, 6251)), Unfit.PIXELS),
    ],
)
def test_what_is_no_picture_that_can_be_shown_is_none(sent: bytes, why: Unfit) -> None:
    assert picture_or_why(Sent(sent)) is why


async def test_a_return_names_pictures_that_staff_and_the_customer_see(returns: ShopService) -> None:
    order, other = await shipped_order(returns, lines={"LAMP": 3}), await shipped_order(returns, number="1002")
    ids = [said(await send(returns, order, picture(colour=one)))["picture_id"] for one in ("red", "blue", "red")]
    assert ids[0] == ids[2]
    one = said(await asked(returns, order, *ids[:2]), 201)
    assert one["pictures"] == ids[:2]
    path = f"/returns/{one['return_id']}/pictures"
    assert [of["width"] for of in said(await returns.http.get(path))["pictures"]] == [60, 60]
    shown = await returns.http.get(f"{path}/1")
    names = ("content-type", "x-content-type-options", "content-security-policy")
    assert [shown.headers[name] for name in names] == ["image/jpeg", "nosniff", "default-src 'none'"]
    assert (await returns.http.get(f"{path}/3")).json()["type"] == "picture-not-found"
    async with returns.client(token("returns:ask")) as page:
        assert (await page.get(f"/orders/{order.order_id}/pictures/{ids[0]}")).content == shown.content
        assert (await page.get(f"/orders/{other.order_id}/pictures/{ids[0]}")).status_code == 404
        assert (await page.get(path)).status_code == 403
    of_other = await asked(returns, other, ids[0])
    assert (of_other.status_code, of_other.json()["type"]) == (404, "picture-not-found")
    assert (await asked(returns, order, *(f"{n:064x}" for n in range(6)))).status_code == 422
    assert (await asked(returns, order, ids[0], ids[0])).status_code == 422


async def test_what_is_sent_instead_of_a_picture_is_refused_by_what_it_is(returns: ShopService) -> None:
    order = await shipped_order(returns)
    refused = [(await send(returns, order, sent)).json()["type"] for sent in (SVG, b"", b"%PDF-1.7", b"GIF89a", b"{}")]
    assert refused == ["not-a-picture", "picture-empty", *["not-a-picture"] * 3]
    unknown = await returns.http.put(f"/orders/{UUID(int=7)}/pictures", content=picture())
    assert (unknown.status_code, unknown.json()["type"]) == (404, "order-not-found")


async def test_a_picture_of_thirty_megabytes_is_not_taken_into_memory(returns: ShopService) -> None:
    order = await shipped_order(returns)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"\xff\xd8\xff" + b"\0" * (1024 * 1024)

    answer = await send(returns, order, endless())
    assert (answer.status_code, answer.json()["type"]) == (413, "picture-too-large")
    assert read <= 12
    announced = {"Content-Length": str(30 * 1024 * 1024), "Content-Type": "image/jpeg"}
    before, path = read, f"/orders/{order.order_id}/pictures"
    answer = await returns.http.put(path, content=endless(), headers=announced)
    assert (answer.status_code, read - before <= 1) == (413, True)


async def test_pictures_that_no_return_names_are_forgotten_after_two_days(returns: ShopService, clock: Clock) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    used, loose = [said(await send(returns, order, picture(colour=one)))["picture_id"] for one in ("red", "blue")]
    said(await asked(returns, order, used), 201)
    await forget_loose_pictures(returns.database)
    clock.pass_by(days=3)
    await forget_loose_pictures(returns.database)
    found = [(await returns.http.get(f"/orders/{order.order_id}/pictures/{one}")).status_code for one in (used, loose)]
    assert found == [200, 404]
