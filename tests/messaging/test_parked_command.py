"""`backshop parked`, where a service is silent or a record is refused: the others are shown, and done."""

from collections.abc import Mapping

import httpx
import pytest

from cli import parked
from cli.__main__ import main
from client.api import Api
from deploy.local import keys
from shared.scopes import SERVICES
from tests.messaging.ledger import Ledger
from tests.support.orders import cancelled, placed
from tests.support.service import ALL_SCOPES, token


def _silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody is there")


def _idle(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"items": [], "next": None})


@pytest.fixture
def shop(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The ledger stands where orders would; billing is silent, fulfilment fails, and the others have nothing."""
    answers = {"billing": _silent, "fulfilment": lambda request: httpx.Response(500, json={"detail": "it is broken"})}

    def at(urls: Mapping[str, str], bearer: str, **more: float) -> Api:
        clients = {
            name: httpx.AsyncClient(base_url=f"http://{name}", transport=httpx.MockTransport(answers.get(name, _idle)))
            for name in SERVICES
        }
        return Api(clients | {"orders": ledger.client(bearer)}, **more)

    monkeypatch.setattr(parked.Api, "at", at)
    monkeypatch.setattr(keys, "mint_token", lambda *about, **more: token(f"{ALL_SCOPES} ledger:read"))
    return ledger


async def command(*words: str) -> int:
    """In this loop, in which the ledger's connections are."""
    args = parked.argparse.ArgumentParser()
    parked.add_arguments(args)
    outcome = await parked._run(parked.LocalSettings(), chosen := args.parse_args(words))
    return parked.told(chosen, outcome)


SILENT = "backshop: what billing has parked is not known: billing at http://billing does not answer (ConnectError); "


async def test_the_records_of_those_that_answer_are_listed_and_the_silent_ones_named(
    shop: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("list") == 1
    out, err = capsys.readouterr()
    assert out == "nothing is parked in the services that answer, and there are no dead letters\n"
    await shop.deliver(placed(number="broken"))
    assert await command("list") == 1
    out, err = capsys.readouterr()
    assert out.startswith("orders/1  parked  tries 1  orders.OrderPlaced.v1  key ")
    assert err.splitlines()[0].startswith(SILENT)
    assert err.splitlines()[1] == "backshop: what fulfilment has parked is not known: fulfilment failed: it is broken"
    assert await command("list", "--service", "orders") == 0


async def test_a_record_that_is_refused_stops_no_other(shop: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    broken, unreadable = placed(number="broken"), placed()
    await shop.deliver_records([shop.record(unreadable, value=b"{not json"), shop.record(broken)])
    await shop.deliver(cancelled(broken))
    assert await command("retry", "--all", "--service", "orders") == 1
    out, err = capsys.readouterr()
    unread, *others = [record.id for record in await shop.parked()]
    assert out == "".join(f"retry: orders/{one}\n" for one in others)
    assert err.startswith(
        f"backshop: retry orders/{unread}: record {unread} cannot be read, so that trying again is of no use: "
    )


def test_a_number_that_no_record_has_is_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    for record in ("orders/²", "orders/9999999999999999999", "orders", "shop/1"):
        assert main(["parked", "show", record]) == 1
        assert "name a record as SERVICE/ID" in capsys.readouterr().err
