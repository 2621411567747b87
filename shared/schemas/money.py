"""Money, rates, currencies and countries as they stand in contracts."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from shared.json_limits import Many
from shared.schemas.event import Contract

_POSITIVE = r"[0-9]{1,10}(\.[0-9]{1,4})?"
_PLAIN = re.compile(f"-?{_POSITIVE}")
_SUM = r"[0-9]{1,20}(\.[0-9]{1,4})?"
_PLAIN_SUM = re.compile(f"-?{_SUM}")


def _plain(value: Any) -> Any:
    if (isinstance(value, str) and _PLAIN.fullmatch(value)) or isinstance(value, Decimal):
        return value
    raise ValueError('write an amount as a string with at most 10 digits and 4 decimals, such as "12.50"')


def _plain_sum(value: Any) -> Any:
    if isinstance(value, Decimal) or (isinstance(value, str) and _PLAIN_SUM.fullmatch(value)):
        return value
    raise ValueError("write a sum as a string with at most 20 digits and 4 decimals")


def _written(pattern: str) -> WithJsonSchema:
    """How it stands in JSON, read or written."""
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


Amount = Annotated[Decimal, BeforeValidator(_plain), _written(f"-?{_POSITIVE}")]
"""An amount in the currency named beside it; a string in JSON, never a float."""

MOST = Decimal("9999999999.9999")
"""No amount is more. What is computed of several and may be more is a Sum."""

Sum = Annotated[Decimal, BeforeValidator(_plain_sum), _written(f"-?{_SUM}")]
"""What is computed of amounts: of a list, of days, of what a credit leaves out. It has room for a billion of them."""

# The limits stand within: around what reads the text, each would be a call of Python for every amount of every event.
PositiveOrZero = Annotated[Decimal, Field(ge=0), BeforeValidator(_plain), _written(_POSITIVE)]

VatRate = Annotated[Decimal, Field(ge=0, le=100), BeforeValidator(_plain), _written(_POSITIVE)]
"""A VAT rate in per cent, such as "20" or "5.5"."""

_CURRENCIES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST
XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CURRENCIES.split())
"""ISO 4217 codes in use."""

_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2 codes, and XK for Kosovo."""


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("unknown currency; use an ISO 4217 code such as EUR")
    return code


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError("unknown country; use an ISO 3166 code of two letters such as FR")
    return code


Currency = Annotated[str, AfterValidator(_currency), Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]
Country = Annotated[str, AfterValidator(_country), Field(json_schema_extra={"pattern": "^[A-Z]{2}$"})]


class VatAmount(Contract):
    """What is due at one VAT rate: gross = net + vat."""

    rate: VatRate
    net: Amount
    vat: Amount
    gross: Amount


class Totals(Contract):
    """The totals of an order or a document; each is the sum of its column in `vat_by_rate`."""

    net: Amount
    vat: Amount
    gross: Amount
    vat_by_rate: Many[VatAmount] = ()
