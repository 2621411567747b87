"""Makes pages of templates, in the reader's language."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.backoffice.settings import backoffice_settings
from services.backoffice.web.addresses import is_order_id, segment
from services.backoffice.web.assets import ICONS, Assets
from services.backoffice.web.isolation import FieldsAsSent, isolate
from services.backoffice.wording import order_words, sentences
from services.backoffice.wording.texts import texts_in, written
from shared.formats import place_lines
from shared.schemas.method_names import method_name
from shared.schemas.values import Language
from shared.shop_name import shop_name

TEMPLATES = Path(__file__).parents[1] / "templates"


@cache
def assets() -> Assets:
    return Assets(backoffice_settings().node_modules)


def unfilled() -> Environment:
    """The templates without a language: what they are read with, also by who collects their texts."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", FieldsAsSent],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined] # of the i18n extension
    return env


@cache
def environment(language: Language) -> Environment:
    """The templates of one language. What a template does not get is an error, not an empty place."""
    texts = texts_in(language, backoffice_settings().time_zone)
    env = unfilled()
    env.install_gettext_translations(texts.translations, newstyle=True)  # type: ignore[attr-defined] # likewise
    isolate(env)
    env.globals |= {
        "texts": texts,
        "asset": assets().address.__getitem__,
        "icon": icon,
        "shop_name": shop_name(),
        "label": partial(sentences.label, texts),
        "status_word": order_words.status_word,
        "payment_word": order_words.payment_word,
        "shipping_word": order_words.shipping_word,
        "history_sentence": partial(sentences.history_sentence, texts),
        "history_typed": partial(sentences.history_typed, texts),
    }
    env.filters |= {
        "money": texts.money,
        "number": texts.number,
        "decimal": Decimal,
        "percent": texts.percent,
        "day": texts.day,
        "short_day": texts.short_day,
        "moment": texts.moment,
        "to_the_second": texts.to_the_second,
        "period": texts.period,
        "when": texts.when,
        "clock": texts.clock,
        "duration": texts.duration,
        "written": written,
        "typed": texts.typed,
        "method": texts.method,
        "reason": partial(sentences.reason, texts),
        "method_in": method_name,
        "place_lines": place_lines,
        "segment": segment,
        "attributes": attributes,
    }
    env.tests["order_id"] = is_order_id
    return env


def render(language: Language, template: str, **context: Any) -> str:
    return environment(language).get_template(template).render(context)


def attributes(given: Mapping[str, Any]) -> Markup:
    """Of an element: one that is True has no value, one without anything to say is left out."""
    said = [(name, value) for name, value in given.items() if value not in (None, False, "")]
    return Markup(" ").join(
        Markup("{}").format(name) if value is True else Markup('{}="{}"').format(name, value) for name, value in said
    )


def icon(name: str, *, says: str = "") -> Markup:
    """An icon; `says` is for those who do not see it, empty where the text beside it says the same."""
    if name not in ICONS:
        raise KeyError(f"there is no icon {name} in ICONS")
    sprite = assets().address["icons.svg"]
    hidden = Markup('role="img" aria-label="{}"').format(says) if says else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(hidden, sprite, name)
