"""Files of the Online Retail data set, written line by line."""

from pathlib import Path

from importers.online_retail.rows import Sheet, read
from importers.online_retail.sales import Sorted, sort

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "online-retail" / "2010-12-01.csv"


def row(
    number: str,
    sku: str = "22556",
    quantity: int | str = 1,
    price: str = "1.65",
    *,
    at: str = "2010-12-01 08:26:00",
    customer: str = "17548.0",
    title: str = "PLASTERS IN TIN",
    country: str = "United Kingdom",
) -> str:
    return f"{number},{sku},{title},{quantity},{at},{price},{customer},{country}"


def sheet(*rows: str, name: str = "day.csv") -> Sheet:
    return read("\n".join([HEADER, *rows, ""]).encode(), name)


def sorted_rows(*rows: str) -> Sorted:
    return sort(sheet(*rows))
