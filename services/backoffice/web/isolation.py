"""Whatever a page shows of what people wrote is isolated, in one place; what a field of a form sends back is not."""

import re
from collections.abc import Callable
from typing import Any, cast

from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

from shared.bidi import isolated


class AsSent(str):
    """Text that is not isolated: a form sends it back as it was."""


class FieldsAsSent(Extension):
    """The values of fields, in every template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        source = _VALUE.sub(r'value="{{ (\1)|as_sent }}"', source)
        return _TEXTAREA.sub(r"\1{{ (\2)|as_sent }}</textarea>", source)


def isolate(env: Environment) -> None:
    """In sentences too, whose parts are not shown by themselves. Called once its translations are there."""
    env.finalize = isolated
    env.filters["as_sent"] = lambda value: AsSent(value) if type(value) is str else value
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        env.globals[name] = _of_isolated_parts(cast(Callable[..., Any], env.globals[name]))
    env.globals["_"] = env.globals["gettext"]


def _of_isolated_parts(translate: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def translated(context: Context, *texts: Any, **parts: Any) -> Any:
        return translate(context, *texts, **{name: isolated(part) for name, part in parts.items()})

    return translated


_VALUE = re.compile(r'\bvalue="\{\{ ((?:(?!\}\}).)*?) \}\}"')
_TEXTAREA = re.compile(r"(<textarea[^<]*>)\{\{ ((?:(?!\}\}).)*?) \}\}</textarea>")
