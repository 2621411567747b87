"""Amounts as reports write them."""

from decimal import Decimal


def money(amount: Decimal) -> str:
    """With pence, and with what is less than a penny only where there is any."""
    return f"{amount or abs(amount):.2f}" if amount == round(amount, 2) else f"{amount.normalize():f}"
