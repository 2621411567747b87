"""Files of documents are made once after their issue, whatever happens meanwhile, and served as they were made."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256

import asyncpg
import pytest
from httpx import Response
from uuid_utils.compat import uuid7

from deploy.local.settings import REPOSITORY
from services.billing.files.make_files import make_files, make_some
from services.billing.files.press import Press
from services.billing.files.store import are_many_new
from tests.billing.paper import Paper, all_are_due, documents, files, to_make
from tests.billing.test_take_back import a_day, set_back, take_back
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed, resumed
from tests.support.service import ShopService, token
from tests.support.waiting import until


@pytest.fixture(scope="module")
async def press() -> AsyncIterator[Press]:
    """The real one: it takes a second to start."""
    press = Press()
    yield press
    await press.stop()


async def test_a_document_has_its_files_once_they_are_made(billing: ShopService, press: Press) -> None:
    order = placed()
    await billing.deliver(order)
    [document] = await documents(billing, order.order_id)
    path = f"/documents/{document['document_id']}"
    for kind in ("pdf", "xml", "ubl"):
        early = await billing.http.get(f"{path}/{kind}")
        assert (early.status_code, early.json()["type"], early.headers["Retry-After"]) == (404, "file-not-ready", "2")
        assert early.json()["detail"] == (
            f"the {kind} of document FA-2026-000001 is not made yet; ask again in a moment"
        )
    assert not document["has_files"]

    assert await make_some(billing.database, press) == 1
    pdf, xml = await billing.http.get(f"{path}/pdf"), await billing.http.get(f"{path}/xml")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.headers["Content-Disposition"] == 'inline; filename="FA-2026-000001.pdf"'
    assert pdf.headers["ETag"] == f'"{sha256(pdf.content).hexdigest()}"'
    assert (xml.headers["content-type"], xml.headers["ETag"]) == (
        "application/xml",
        f'"{sha256(xml.content).hexdigest()}"',
    )
    assert pdf.content.startswith(b"%PDF-1.7")
    assert b"<ram:ID>FA-2026-000001</ram:ID>" in xml.content
    ubl = await billing.http.get(f"{path}/ubl")
    assert (ubl.headers["content-type"], ubl.headers["Content-Disposition"]) == (
        "application/xml",
        'inline; filename="FA-2026-000001.ubl.xml"',
    )
    assert b"<cbc:ID>FA-2026-000001</cbc:ID>" in ubl.content
    shown = (await documents(billing, order.order_id))[0]
    assert (shown["has_files"], shown["formats"]) == (True, ["pdf", "ubl", "xml"])
    assert await make_some(billing.database, press) == 0
    assert (await billing.http.get(f"{path}/pdf")).content == pdf.content
    await is_not_sent_again_to_who_has_it(billing, f"{path}/pdf", pdf)


async def is_not_sent_again_to_who_has_it(billing: ShopService, path: str, pdf: Response) -> None:
    head = await billing.http.head(path)
    same = ("content-type", "content-length", "content-disposition", "etag")
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in same] == [pdf.headers[name] for name in same]
    its = pdf.headers["ETag"]
    for known in ([its], [f'"old", W/{its}'], ["*"], ['"old"', its], [its, '"old"']):  # several lines are one list
        again = await billing.http.get(path, headers=[("If-None-Match", line) for line in known])
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", pdf.headers["ETag"])
    assert (await billing.http.get(path, headers={"If-None-Match": '"old"'})).status_code == 200


async def test_a_document_in_a_currency_of_three_decimals_is_its_pdf_alone(billing: ShopService, press: Press) -> None:
    order = placed(currency="KWD", vat_rate="0")
    await billing.deliver(order)
    await make_some(billing.database, press)
    assert sorted(await files(billing)) == ["FA-2026-000001.pdf"]
    [document] = await documents(billing, order.order_id)
    assert (document["has_files"], document["formats"]) == (True, ["pdf"])
    for kind in ("xml", "ubl"):
        answer = (await billing.http.get(f"/documents/{document['document_id']}/{kind}")).json()
        assert (answer["type"], answer["detail"]) == (
            "no-such-format",
            "amounts of KWD have three decimals, which EN 16931 does not allow: document FA-2026-000001 has its PDF"
            " alone",
        )


async def test_of_no_document_there_is_no_file(billing: ShopService) -> None:
    missing = await billing.http.get(f"/documents/{uuid7()}/pdf")
    assert (missing.status_code, missing.json()["type"]) == (404, "document-not-found")


async def test_files_are_for_those_who_may_read_documents(billing: ShopService) -> None:
    async with billing.client(token("orders:read")) as stranger:
        assert (await stranger.get(f"/documents/{uuid7()}/pdf")).status_code == 403


async def test_credits_have_files_that_name_their_invoice(billing: ShopService, press: Press) -> None:
    order = placed(lines={"LAMP": 3})
    await billing.deliver(order)
    body = {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 1}]}
    assert (await billing.post("/credit-notes", body)).is_success
    await billing.deliver(cancelled(order))
    assert await make_some(billing.database, press) == 3
    for document in (await documents(billing, order.order_id))[1:]:
        xml = (await billing.http.get(f"/documents/{document['document_id']}/xml")).text
        assert "<ram:TypeCode>381</ram:TypeCode>" in xml
        assert "<ram:IssuerAssignedID>FA-2026-000001</ram:IssuerAssignedID>" in xml


async def test_what_was_paid_before_the_issue_is_on_the_invoice_and_what_comes_later_is_not(
    billing: ShopService, press: Press, clock: Clock
) -> None:
    order = placed(held=True)
    await billing.deliver(order)
    payments = f"/orders/{order.order_id}/payments"
    assert (await billing.post(payments, {"amount": "10.00", "method": "card"})).is_success
    assert (await billing.post(payments, {"amount": "1.00", "method": "card"})).is_success
    mistaken = (await billing.http.get(f"/orders/{order.order_id}")).json()["ledger"][-1]["entry_id"]
    assert (await billing.post(f"{payments}/reverse", {"entry_id": mistaken, "reason": "bounced"})).is_success
    clock.pass_by(minutes=1)
    await billing.deliver(resumed(order))
    clock.pass_by(minutes=1)
    assert (await billing.post(payments, {"amount": "5.00"})).is_success
    await make_some(billing.database, press)
    [document] = await documents(billing, order.order_id)
    xml = (await billing.http.get(f"/documents/{document['document_id']}/xml")).text
    assert "<ram:TotalPrepaidAmount>10.00</ram:TotalPrepaidAmount>" in xml
    assert "<ram:DuePayableAmount>15.00</ram:DuePayableAmount>" in xml


async def test_one_document_that_cannot_be_printed_keeps_no_other_back(billing: ShopService) -> None:
    await billing.deliver(placed(), placed(), placed())
    assert await make_some(billing.database, Paper(refuses="FA-2026-000002")) == 2
    assert sorted(await files(billing)) == [
        "FA-2026-000001.pdf",
        "FA-2026-000001.xml",
        "FA-2026-000003.pdf",
        "FA-2026-000003.xml",
    ]
    assert await to_make(billing) == [(1, "TypstError")]
    assert await make_some(billing.database, Paper()) == 0  # it rests a while
    await all_are_due(billing)
    assert await make_some(billing.database, Paper()) == 1
    assert await to_make(billing) == []


async def test_a_stop_in_the_middle_stores_what_is_made_and_leaves_the_rest_due_at_once(billing: ShopService) -> None:
    await billing.deliver(placed(), placed(), placed())
    paper = Paper(pause=True)
    batch = asyncio.create_task(make_some(billing.database, paper))
    await until(_has_made, paper)
    batch.cancel()
    await asyncio.gather(batch, return_exceptions=True)
    assert len(await files(billing)) == 2
    assert await to_make(billing) == [(0, None), (0, None)]
    assert await make_some(billing.database, Paper()) == 2
    assert len(await files(billing)) == 6


async def test_what_a_process_took_with_it_when_it_was_killed_is_made_again_once(billing: ShopService) -> None:
    await billing.deliver(placed(), placed())
    async with billing.transaction() as tx:  # as it had claimed them
        await tx.execute("UPDATE files_to_make SET tries = 1, next_try_at = now() + interval '1 minute'")
    assert await make_some(billing.database, Paper()) == 0
    await all_are_due(billing)
    assert await make_some(billing.database, Paper()) == 2
    assert (len(await files(billing)), await to_make(billing)) == (4, [])


async def test_a_claim_that_ran_out_while_its_files_were_made_changes_no_byte(billing: ShopService) -> None:
    await billing.deliver(placed())
    slow = Paper(pause=True)
    slow.made.append("another before")
    batch = asyncio.create_task(make_some(billing.database, slow))
    await until(_is_claimed, billing)
    await all_are_due(billing)
    assert await make_some(billing.database, Paper()) == 1
    before = await files(billing)
    batch.cancel()
    await asyncio.gather(batch, return_exceptions=True)
    assert (await files(billing), await to_make(billing)) == (before, [])


async def test_processes_beside_each_other_make_each_file_once(billing: ShopService) -> None:
    await billing.deliver(*[placed() for _ in range(50)])
    presses = [Paper() for _ in range(3)]
    while await to_make(billing):
        await asyncio.gather(*(make_some(billing.database, one) for one in presses))
    made = [number for one in presses for number in one.made]
    assert (len(made), len(set(made)), len(await files(billing))) == (50, 50, 100)


async def test_the_program_that_makes_files_may_be_killed_at_any_moment(billing: ShopService) -> None:
    press = Press()
    await billing.deliver(placed(), placed())
    making = asyncio.create_task(make_some(billing.database, press))
    os.kill(await until(_pid_of, press), signal.SIGKILL)
    assert await making == 1  # the other was made by a new one
    await all_are_due(billing)
    assert await make_some(billing.database, press) == 1
    await press.stop()
    assert (len(await files(billing)), await to_make(billing)) == (6, [])


async def test_files_that_are_made_never_change(billing: ShopService) -> None:
    await billing.deliver(placed())
    await make_some(billing.database, Paper())
    for change in ("UPDATE document_files SET content = ''", "DELETE FROM document_files"):
        with pytest.raises(asyncpg.PostgresError):
            async with billing.transaction() as tx:
                await tx.execute(change)


async def test_documents_that_are_taken_back_have_the_same_files_again(
    billing: ShopService, press: Press, clock: Clock
) -> None:
    heard = await a_day(billing, clock)
    await make_some(billing.database, press)
    before, announced = await files(billing), await billing.announced()
    assert len(before) == 21
    await set_back(billing)
    await take_back(billing, announced, heard)
    await make_some(billing.database, press)
    assert await files(billing) == before


def test_the_service_itself_loads_nothing_that_files_are_made_with() -> None:
    """Fonts and libraries take more memory than the rest of it."""
    heavy = "{'typst', 'pikepdf', 'segno', 'lxml', 'PIL'}"
    look = f"import sys; import services.billing.app; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", look], cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=True
    )
    assert found.stdout.strip() == "[]"


async def test_while_many_documents_are_issued_it_is_known_that_there_is_a_rush(billing: ShopService) -> None:
    async with billing.reading() as queries:
        await billing.deliver(*(placed() for _ in range(19)))
        assert not await are_many_new(queries)
        await billing.deliver(placed())
        assert await are_many_new(queries)
        async with billing.transaction() as tx:
            await tx.execute("UPDATE files_to_make SET since = since - interval '3 seconds'")
        assert not await are_many_new(queries)


async def test_the_loop_of_the_service_makes_them(billing: ShopService) -> None:
    loop = asyncio.create_task(make_files(billing.database))
    await billing.deliver(placed())
    await until(_count_of_files, billing, 3)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)


async def test_a_process_may_be_told_to_leave_them_to_others(
    billing: ShopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_MAKE_FILES", "false")
    await billing.deliver(placed())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(make_files(billing.database), 0.2)
    assert await to_make(billing) == [(0, None)]


async def _has_made(paper: Paper) -> Sequence[str]:
    return paper.made


async def _is_claimed(billing: ShopService) -> bool:
    return (1, None) in await to_make(billing)


async def _pid_of(press: Press) -> int | None:
    return press._program and press._program.pid


async def _count_of_files(billing: ShopService, count: int) -> bool:
    return len(await files(billing)) == count
