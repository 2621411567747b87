"""Billing's settings over HTTP, as their tests change and read them."""

from typing import Any

import httpx

from tests.support.service import ShopService, token

INVOICES = {
    "invoicing": "on_placement",
    "payment_days": 30,
    "greatest_write_off": "1.00",
    "invoice_prefix": "FA",
    "credit_prefix": "AV",
}
SELLER = {
    "legal_name": "Arrière-boutique SARL",
    "legal_form": "SARL au capital de 10 000 EUR",
    "registration": "732 829 320 RCS Nantes",
    "siren": "732829320",
    "vat_number": "FR44732829320",
    "street": "1 quai de la Fosse",
    "postal_code": "44000",
    "city": "Nantes",
    "country": "FR",
    "email": None,
    "vat_on_debits": False,
    "small_business": False,
    "iban": None,
    "bic": None,
}


async def save(billing: ShopService, section: str, body: Any, *, version: int = 0, by: str = "alice") -> httpx.Response:
    headers = {
        "If-Match": f'"{version}"',
        "Authorization": f"Bearer {token('billing:settings billing:read', subject=by)}",
    }
    return await billing.http.put(f"/settings/{section}", json=body, headers=headers)


async def sections(billing: ShopService) -> dict[str, Any]:
    return {one["name"]: one for one in (await billing.http.get("/settings")).json()["sections"]}


async def numbers(billing: ShopService, path: str = "/invoices") -> list[str]:
    return [one["number"] for one in reversed((await billing.http.get(path)).json()["items"])]


def refused(answer: httpx.Response) -> tuple[int, str, str, str]:
    """Status and type, and of its first error the field and the kind."""
    problem = answer.json()
    (error, *_) = problem.get("errors", [{}])
    return answer.status_code, problem["type"], error.get("at", ""), error.get("kind", "")
