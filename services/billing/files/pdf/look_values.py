"""The look of a document as values that document.typ lays out."""

from typing import Any

from services.billing.files.words import SAMPLE
from shared.look.look import Look
from shared.look.on_paper import logo_values
from shared.schemas.values import Language


def look_values(look: Look, language: Language, *, is_sample: bool) -> dict[str, Any]:
    return {
        "accent": look.accent,
        "logo": logo_values(look.logo),
        "sample": SAMPLE[language] if is_sample else None,
    }
