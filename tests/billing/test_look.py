"""How documents look: a logo and a colour that staff choose, on what is issued from then on and on a sample before."""

import base64
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms

from services.billing.files.make_files import make_some
from services.billing.files.press import Press
from shared.look.look import NotALogo, contrast_with_white
from shared.look.picture import logo_of
from tests.billing.settings_api import refused, save
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import ShopService, token

BLUE = (31, 78, 121)


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 200), mode: str = "RGBA", **more: Any) -> bytes:
    """Blue, and where it may be half transparent, half of it."""
    image = Image.new(mode, size, (*BLUE, 255) if mode == "RGBA" else BLUE)
    if mode == "RGBA":
        image.paste((*BLUE, 0), (size[0] // 2, 0, *size))
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def in_base64(content: bytes) -> dict[str, str]:
    return {"content": base64.b64encode(content).decode()}


def test_a_logo_is_laid_on_white_and_made_small() -> None:
    logo = logo_of(picture())
    assert (logo.width, logo.height, logo.content[:3]) == (600, 150, b"\xff\xd8\xff")
    printed = Image.open(BytesIO(logo.content))
    assert (printed.mode, printed.getpixel((599, 75))) == ("RGB", (255, 255, 255))
    assert all(abs(is_ - was) < 6 for is_, was in zip(printed.getpixel((10, 75)), BLUE, strict=True))


def test_a_picture_of_nothing_but_noise_is_made_small_too() -> None:
    out = BytesIO()
    Image.frombytes("RGB", (600, 240), Random(7).randbytes(600 * 240 * 3)).save(out, "PNG")
    assert len(logo_of(out.getvalue()).content) <= 48 * 1024


def test_grey_of_sixteen_bits_and_a_colour_that_stands_for_none_look_as_they_did() -> None:
    grey = Image.new("I;16", (40, 40), 32_768)
    assert _pixel(grey)[0] in range(124, 133)
    red = Image.new("RGB", (40, 40), (0, 0, 0))
    red.paste((200, 0, 0), (10, 10, 30, 30))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert _pixel(red, at=(2, 2), transparency=(0, 0, 0), icc_profile=profile) == (255, 255, 255)


def _pixel(sent: Image.Image, at: tuple[int, int] = (20, 20), **more: Any) -> tuple[int, ...]:
    written = BytesIO()
    sent.save(written, "PNG", **more)
    found = Image.open(BytesIO(logo_of(written.getvalue()).content)).convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return tuple(map(int, found))


def test_what_a_file_says_beside_its_pixels_is_not_printed() -> None:
    sent = picture("JPEG", mode="RGB", comment=b"<script>alert(1)</script>")
    assert b"<script>" in sent
    assert b"<script>" not in logo_of(sent).content


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a logo is a PNG or JPEG picture, which this is"),
        (picture("GIF", mode="RGB"), "a logo is a PNG or JPEG picture, which this is not"),
        (picture()[:300], "this picture is broken: it cannot be decoded"),
        (picture(size=(4001, 4000)), "a logo has at most 16000000 pixels, and this has 4001 × 4000"),
        (picture(size=(200, 15)), "a logo has at least 16 pixels a side, and this has 200 × 15"),
    ],
)
def test_what_is_no_logo_is_told_why(sent: bytes, why: str) -> None:
    with pytest.raises(NotALogo, match=why):
        logo_of(sent)


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#000000", 21), ("#FFFFFF", 1), ("#767676", 4.54), ("#1F4E79", 8.66)]
)
def test_contrast_is_that_of_the_web_guidelines(colour: str, contrast: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.06)


async def test_documents_issued_after_a_change_have_the_new_look_and_those_before_do_not(
    billing: ShopService, clock: Clock
) -> None:
    before, after = placed(), placed()
    await billing.deliver(before)
    clock.pass_by(minutes=1)
    sent = await billing.http.put("/logos", json=in_base64(picture()))
    assert (sent.status_code, sent.json()["width"], sent.json()["height"]) == (200, 600, 150)
    look = {"accent": "#1f4e79", "logo": sent.json()["logo"]}
    assert (await save(billing, "documents", look)).json()["values"] == look | {"accent": "#1F4E79"}
    clock.pass_by(minutes=1)
    await billing.deliver(after)
    press = Press()
    assert await make_some(billing.database, press) == 2
    await press.stop()
    assert [await _pictures(billing, one.order_id) for one in (before, after)] == [0, 1]
    shown = await billing.http.get(f"/logos/{look['logo']}")
    assert (shown.headers["content-type"], shown.content) == ("image/jpeg", logo_of(picture()).content)


async def test_a_sample_shows_the_look_before_it_is_saved_and_takes_no_number(billing: ShopService) -> None:
    answer = await billing.http.get("/documents/sample", params={"accent": "#1F4E79", "language": "fr"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert text.count("SPÉCIMEN") >= 2
    assert "FA-2026" not in text
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert not pdf.attachments
    await billing.deliver(placed())
    assert [one["number"] for one in (await billing.http.get("/invoices")).json()["items"]] == ["FA-2026-000001"]


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ({"accent": "#FFCC00", "logo": None}, (422, "colour-too-light", "body/accent")),
        ({"accent": "blue", "logo": None}, (422, "invalid-request", "body/accent")),
        ({"accent": None, "logo": "0" * 64}, (404, "logo-not-found", "body/logo")),
    ],
)
async def test_a_look_that_cannot_be_printed_or_read_is_refused(
    billing: ShopService, look: dict[str, str | None], told: tuple[int, str, str]
) -> None:
    answer = await save(billing, "documents", look)
    assert refused(answer)[:3] == told
    sample = await billing.http.get("/documents/sample", params={key: value for key, value in look.items() if value})
    assert (sample.status_code, sample.json()["type"]) == told[:2]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"content": "no base64!"}, "the content is base64, which this is not"),
        (in_base64(b"<svg/>"), "a logo is a PNG or JPEG picture, which this is not"),
        (in_base64(b"\xff\xd8\xff" + b"0" * 600_000), "a logo has at most 512 kB, and this has 585"),
    ],
)
async def test_a_file_that_is_no_logo_is_refused(billing: ShopService, content: dict[str, str], why: str) -> None:
    answer = await billing.http.put("/logos", json=content)
    assert (answer.status_code, answer.json()["type"], answer.json()["detail"]) == (422, "not-a-logo", why)


async def test_only_who_may_change_settings_sends_logos_and_sees_samples(billing: ShopService) -> None:
    async with billing.client(token("billing:read billing:write")) as accounting:
        answers = [
            await accounting.put("/logos", json=in_base64(picture())),
            await accounting.get(f"/logos/{'0' * 64}"),
            await accounting.get("/documents/sample"),
        ]
    assert [answer.status_code for answer in answers] == [403] * 3


async def _pictures(billing: ShopService, order_id: UUID) -> int:
    (document,) = (await billing.http.get(f"/orders/{order_id}")).json()["documents"]
    pdf = (await billing.http.get(f"/documents/{document['document_id']}/pdf")).content
    return pdf.count(b"/DCTDecode")
