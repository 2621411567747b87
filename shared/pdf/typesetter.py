"""Typst with the fonts of documents, which are read once. The programs that make files import it, and no service.

The same values make the same bytes. Letters that no font has are printed as a mark: what is made is never refused.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from shared.pdf.letters import find_missing, only_western, without

LETTERS = Path(__file__).with_name("letters.typ").read_bytes()
_OF_SCRIPTS = ("Arabic", "Thai", "Khmer", "Tamil", "Telugu")
FONTS = ("fontpkg_noto_sans", *[f"fontpkg_noto_sans_{one.lower()}" for one in _OF_SCRIPTS], "noto_cjk_sans_otc")
NAMES = json.dumps(["Noto Sans", *[f"Noto Sans {one}" for one in _OF_SCRIPTS], "Noto Sans CJK SC"])
"""What none of these fonts has is not printed. Templates have them as `sys.inputs.fonts`, in JSON."""

Inputs = dict[str, str]


class Typesetter:
    """Of one template, whose values are text: `inputs` makes them of the page. It imports from its own folder alone."""

    def __init__(self, template: Path) -> None:
        self._template = str(template)
        self._compiler = typst.Compiler(
            root=str(template.parent), font_paths=[_folder_of(package) for package in FONTS], ignore_system_fonts=True
        )

    def pdf(self, page: str, inputs: Callable[[str], Inputs], *, at: int) -> bytes:
        """PDF/A-3b. Where Typst refuses it, as PDF/A does a letter without a font, without those letters."""
        made = self._tried(page, inputs, at) or self._tried(self._that_fonts_have(page), inputs, at)
        return made or self._typeset(self._template, inputs(only_western(page)), at)

    def _tried(self, page: str, inputs: Callable[[str], Inputs], at: int) -> bytes | None:
        with suppress(typst.TypstError):
            return self._typeset(self._template, inputs(page), at)
        return None

    def _that_fonts_have(self, page: str) -> str:
        """The page with a mark for each letter of which there is none."""
        return without(find_missing(sorted(set(page)), self._are_there), page)

    def _are_there(self, letters: Sequence[str]) -> bool:
        with suppress(typst.TypstError):
            return bool(self._typeset(LETTERS, {"letters": "".join(letters)}, 0))
        return False

    def _typeset(self, template: Any, inputs: Inputs, at: int) -> bytes:
        """Of a template by its path, or by what stands in it."""
        made = self._compiler.compile(
            input=template, format="pdf", sys_inputs=inputs | {"fonts": NAMES}, pdf_standards=["a-3b"], timestamp=at
        )
        assert isinstance(made, bytes)
        return made


def _folder_of(package: str) -> str:
    """Where a package has its fonts; nothing of it is imported."""
    spec = find_spec(package)
    assert spec
    assert spec.submodule_search_locations
    return spec.submodule_search_locations[0]
