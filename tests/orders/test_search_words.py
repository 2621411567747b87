"""By which words orders are found: however they are written, whatever is typed."""

import unicodedata
from typing import Any

import asyncpg
import pytest

from services.orders.order.phones import e164_of
from services.orders.search_words import (
    LONGEST,
    MOST_OF_REFERENCE,
    MOST_OF_TITLES,
    code_word,
    exactly,
    query,
    words_of_document,
    words_of_order,
    words_of_payment,
    words_of_product,
)
from shared.postgres.migrate import migrations_of
from tests.support.stack import Stack

ODD = [
    {
        "reference": "WEB-2026/0001",
        "name": "Zoé Martin",
        "email": "Zoe.Martin@example.org",
        "phone": "+33 6 12 34 56 78",
    },
    {"reference": None, "name": "O’Neil D'Arc - Jean-Pierre", "email": None, "phone": "06.12.34.56.78"},
    {"reference": "№ 7 ²", "name": "Ægir Straße Cœur Łódź ΟΔΟΣ", "email": "a+b_c@x-y.co.uk", "phone": "(0)6 12 - 4"},
    {"reference": "--", "name": "山田 太郎", "email": None, "phone": "00 351 912 345 678"},
    {"reference": "x" * 200, "name": "Иван ЙОЛКИН İpek", "email": "ﷺ@example.org", "phone": "+1 (555) 123-4567"},
    {"reference": "'\\:*&|!()<->", "name": "Ñandú ﬁn ¨", "email": None, "phone": "unknown"},
    {"reference": "a  b", "name": "%", "email": None, "phone": "+995 32 000"},
]
SKUS = ["LAMP-RED/1", "..", "Thé vert", "ß' \\", "€"]
MARKS = ["\u0301", "\ufe0f", "a \u0301"]


def words(
    name: str, *, reference: str | None = None, email: str | None = None, phone: str | None = None, skus: Any = ()
) -> set[str]:
    texts = [text for text in (reference, name, email) if text]
    return words_of_order(texts=texts, phone=phone, phone_e164=e164_of(phone, "FR"), skus=skus)


def test_every_word_of_a_name_is_kept_without_accent_and_case() -> None:
    assert words(name="Zoé MARTIN") == {"zoe", "martin"}
    assert words(name="Jean\u00a0Ｐierre") == {"jean", "pierre"}
    assert words(name="葛\U000e0100飾 ❤\ufe0f") == {"葛飾", "飾", "❤"}
    assert words(name="Jean-Pierre d’Arc Cœur") == {"jeanpierre", "pierre", "darc", "arc", "coeur"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("王小明", {"王小明", "小明", "明"}),
        ("王 小明", {"王小明", "小明", "明"}),
        ("山田\u3000太郎", {"山田太郎", "田太郎", "太郎", "郎"}),
        ("Tシャツ 白", {"tシャツ白", "シャツ白", "ャツ白", "ツ白", "白"}),
        ("東京Tower", {"東京tower", "京tower", "tower"}),
        ("ジャン・ピエール", None),
        ("김민수", {"김민수", "민수", "수"}),
        ("สมชาย", {"สมชาย", "มชาย", "ชาย", "าย", "ย"}),
    ],
)
def test_each_character_may_begin_a_word_where_none_is_divided_by_a_space(written: str, kept: set[str] | None) -> None:
    found = {unicodedata.normalize("NFC", word) for word in words(name=written)}
    assert found == kept if kept else {"ピエール", "ジャン・ピエール"} <= found


ONE_THING = [
    ("王小明", "小明", True),
    ("王小明", "王 小明", True),
    ("王 小明", "王小明", True),
    ("王小明", "明小", False),
    ("山田\u3000太郎", "山田太郎", True),
    ("山田太郎", "太郎\u3000", True),
    ("김 민수", "김민수", True),
    ("김민수", "민수", True),
    ("ガラス", "ラス", True),
    ("がらす", "からす", False),
    ("ﾗﾝﾌﾟ", "ランプ", True),
    ("佐々木", "佐々木", True),
    ("ร้านสมชาย", "สมชาย", True),
    ("Tapis 2 m²", "m2", True),
    ("Tapis 2 m2", "m²", True),
    ("Tapis 2 m²", "2 m2", True),
    ("Tapis 2 m²", "2m2", True),
    ("Tapis 2m²", "2 m2", True),
    ("Papier 80 g/m²", "m2", True),
    ("Papier 80g/m2", "80 g/m²", True),
    ("Film 50 ㎡", "m²", True),
    ("Caisse 3 m³", "m3", True),
    ("Eau H₂O", "h2o", True),
    ("Lampe 60\u00a0W", "60w", True),
    ("Lampe 60W", "60 W", True),
    ("Vis 1½ mm", "1½ mm", True),
    ("Lampe 60 W", "6w", False),
]


async def test_what_is_one_thing_to_people_is_found_however_it_is_written(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        for written, typed, finds in ONE_THING:
            for kept in (words(name=written), words_of_product("X", written)):
                asked = "SELECT array_to_tsvector($2) @@ $1::text::tsquery"
                assert await connection.fetchval(asked, query(typed), list(kept)) is finds, (written, typed)
    finally:
        await connection.close()


def test_an_email_is_found_from_its_start_and_from_each_of_its_words() -> None:
    found = {"zoemartinexampleorg", "martinexampleorg", "exampleorg", "org"}
    assert words(name="Zoé", email="zoe.martin@example.org") == {"zoe"} | found


@pytest.mark.parametrize(
    "phone", ["+33 6 12 34 56 78", "0612345678", "06.12.34.56.78", "0033612345678", "+33 (0)6 12 34 56 78", "612345678"]
)
def test_a_phone_is_the_same_however_it_is_written(phone: str) -> None:
    assert words(name="Z", phone=phone) == {"z", "+612345678", "-876543216", "=33612345678"}


@pytest.mark.parametrize(
    ("phone", "subscriber"),
    [
        ("+1 555 123 4567", "+5551234567"),
        ("+351 912 345 678", "+912345678"),
        ("+44 20 7946 0958", "+2079460958"),
        ("+995 32 000", "+32000"),
        ("+39 06 698", "+6698"),
    ],
)
def test_the_country_of_a_phone_is_left_out(phone: str, subscriber: str) -> None:
    assert subscriber in words(name="Z", phone=phone)


def test_what_is_typed_is_quoted_and_asked_for_by_its_start() -> None:
    assert query("mart Zoé") == "'mart':* & 'zoe':* | 'martzoe':*"
    assert query("#1003") == "'#1003'"
    assert query("' & | ! \\ zoe:*") == "'zoe':*"
    assert query("FA-2026") == "('fa2026':* | '#fa2026')"
    assert query("' \\") == "'''' & '\\\\'"
    assert exactly(code_word("..")) == "'..'"


def test_a_code_is_kept_from_each_of_its_parts_on_whatever_divides_them() -> None:
    for written in ("SW1A 1AA", "sw1a-1aa", "SW1A\u00a0.1aa"):
        assert words_of_order(texts=[], codes=[written]) == {"sw1a1aa", "1aa"}, written
    assert words_of_order(texts=[], codes=["- -"]) == {"--", "-"}
    assert words_of_document("FA-2026-000007") == {"#fa2026000007", "~2026000007", "~000007"}
    assert words_of_document("BX-17") == {"#bx17", "~17"}
    assert words_of_payment("VIR/2026 n°4711") == {"vir2026n4711", "2026n4711", "n4711", "4711"}
    assert words_of_payment("VIR77812") == {"vir77812", "77812"}


def test_however_long_the_reference_of_a_payment_its_words_are_few() -> None:
    kept = words_of_payment("a1234 " * 34)
    assert len(kept) <= MOST_OF_REFERENCE
    assert max(map(len, kept)) == LONGEST


def test_neighbours_are_asked_for_as_one_code_too() -> None:
    assert query("london SW1A") == "'london':* & ('sw1a':* | '#sw1a') | 'londonsw1a':* | '#londonsw1a'"
    assert query("a b c1") == (
        "'a':* & ('b':* | 'bc1':* | '#bc1') & (('c1':* | '#c1') | 'bc1':* | '#bc1') | 'abc1':* | '#abc1'"
    )
    assert query("zoe martin nantes") == "'zoe':* & 'martin':* & 'nantes':* | 'zoemartinnantes':*"


def test_a_sku_is_kept_whole_and_a_title_by_its_words() -> None:
    assert words_of_product("LAMP-RED", "Desk lamp") == {"lampred", "desk", "lamp"}


@pytest.fixture
async def database(postgres: Stack) -> str:
    return await postgres.create_database("test_orders_search")


async def test_anything_typed_can_be_asked_and_finds_what_was_written_so(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        for customer in ODD:
            kept = list(words(**customer, skus=[*SKUS, *MARKS]))  # type: ignore[arg-type]
            for typed in [*customer.values(), *SKUS, *MARKS]:
                if typed and typed != "unknown":
                    asked = query(typed), kept
                    assert await connection.fetchval("SELECT array_to_tsvector($2) @@ $1::text::tsquery", *asked), typed
    finally:
        await connection.close()


async def test_the_words_of_the_largest_order_are_few_enough_for_one_value(database: str) -> None:
    skus = [f"{number:05d}" + "\U00020000" * 59 for number in range(2000)]
    titles = [f"t{number:05d}" + "\U00020000" * 100 + f" of-{number}" for number in range(2000)]
    kept = words_of_order(texts=["Zoé"], skus=skus, titles=titles)
    assert len(kept) == 2000 + MOST_OF_TITLES + 1
    connection = await asyncpg.connect(database)
    try:
        assert await connection.fetchval("SELECT length(array_to_tsvector($1))", list(kept)) == len(kept)
    finally:
        await connection.close()
    assert words_of_order(texts=[], titles=["Desk lamp"] * 2000) == {"desk", "lamp"}


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("06 12 34", True),
        ("061234", True),
        ("+33 6 12 34", True),
        ("0033 6 12", True),
        ("+33 (0)6 12", True),
        ("6 12 34", True),
        ("33612345678", True),
        ("33 6 12 34 56 78", True),
        ("33712345678", False),
        ("10000000000", False),
        ("56 78", True),
        ("5678", True),
        ("zoe 06 12", True),
        ("678", False),
        ("07 12", False),
        ("+32 6 12 34 56 78", False),
        ("0032612345678", False),
        ("32612345678", False),
        ("+33 06 12 34 56 78", True),
        ("(+33) 6-12-34-56-78", True),
        ("00 33 6 12 34 56 78", True),
        ("0612345678", True),
        ("léa 06 12", False),
        ("4567", False),
    ],
)
async def test_a_phone_is_found_by_its_start_and_by_its_last_digits(database: str, typed: str, finds: bool) -> None:
    connection = await asyncpg.connect(database)
    try:
        kept = list(words(name="Zoé", phone="+33 6 12 34 56 78"))
        asked = "SELECT array_to_tsvector($2) @@ $1::text::tsquery"
        assert await connection.fetchval(asked, query(typed), kept) is finds
    finally:
        await connection.close()


async def test_orders_from_before_the_search_were_given_the_words_of_then(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        own = [(name, sql) for name, sql in migrations_of("orders") if not name.startswith("shared/")]
        assert [name for name, _ in own[:2]] == ["0001_orders.sql", "0002_search_and_filters.sql"]
        await connection.execute(own[0][1])
        for customer in ODD:
            await connection.execute(_ORDER_OF_BEFORE, *customer.values(), SKUS)
        await connection.execute("INSERT INTO products VALUES ('LAMP-1', 'Théière', NULL, NULL, NULL, 20, true, 1)")
        await connection.execute(own[1][1])
        rows = await connection.fetch(
            "SELECT tsvector_to_array(words) FROM order_contents JOIN orders USING (order_id) ORDER BY number"
        )
        title = await connection.fetchval("SELECT tsvector_to_array(words) FROM products")
    finally:
        await connection.close()
    for number, (customer, row) in enumerate(zip(ODD, rows, strict=True), 1001):
        now = words(**customer, skus=SKUS) | {f"#{number}"}  # type: ignore[arg-type]
        if customer["name"] == "山田 太郎":  # then only what a space divides
            now = now - words(name="山田 太郎") | {"山田", "太郎"}
        assert set(row[0]) == {word for word in now if not word.startswith("=")}
    assert set(title) == {"lamp1", "theiere"}


_ORDER_OF_BEFORE = """
WITH contents AS (
    INSERT INTO order_contents SELECT gen_random_uuid(), '', $5, '{}', '{}' RETURNING order_id
)
INSERT INTO orders (order_id, reference, customer_name, customer_email, customer_phone, currency, gross, ships, pickup,
    placed_at, created_at, status, payment_status, shipment_status)
SELECT order_id, $1, $2, $3, $4, 'EUR', 1, true, false, now(), now(), 'on_hold', 'not_paid', 'not_shipped' FROM contents
"""
