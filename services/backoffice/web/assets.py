"""What the browser loads beside the pages: styles, scripts, icons, the font; each by a name made of its content."""

import gzip
import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from shared.http.header_lists import listed

OWN = Path(__file__).parents[1] / "static"
STYLES = Path(__file__).parents[1] / "styles"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

SHEETS = (
    *("tokens", "pico", "text", "frame"),
    *("cards", "callouts", "forms", "dialogs", "tables"),
    *("order", "orders", "home", "lists", "documents", "account", "quotes", "withdrawals"),
    "narrow",
    "print",
)
"""Of `styles`, one style sheet together: what is said later counts more."""

PACKAGED = {
    "pico.css": "@picocss/pico/css/pico.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "idiomorph.js": "idiomorph/dist/idiomorph-ext.min.js",
    "inter.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
}
"""Files of npm packages, by the names that pages call them."""

_ICONS = """
activity arrow-left ban banknote bell bookmark boxes calendar check chevron-down chevron-left chevron-right circle
circle-alert circle-check circle-dashed circle-dot circle-pause circle-play circle-x clock corner-up-left credit-card
ellipsis euro file-code file-minus file-text filter history hourglass house inbox info key-round languages list
list-todo lock log-out mail map-pin menu merge message-square monitor moon package package-check package-x palette
pencil phone plus printer receipt receipt-text rotate-cw scissors search send settings shield shopping-bag skull
smartphone sticky-note store sun tag trash-2 trending-up triangle-alert truck undo-2 user users wifi-off x
"""
ICONS = frozenset(_ICONS.split())
"""Of lucide, by their names."""


class Asset(NamedTuple):
    content: bytes
    compressed: bytes
    type: str


class Assets:
    """All of them in memory, compressed once. `address["htmx.js"]` is where the page finds it."""

    def __init__(self, node_modules: Path) -> None:
        self.address: dict[str, str] = {}
        self._by_name: dict[str, Asset] = {}
        for name, packaged in PACKAGED.items():
            self._add(name, (node_modules / packaged).read_bytes())
        self._add("icons.svg", _sprite(node_modules / "lucide-static" / "icons"))
        for file in OWN.iterdir():
            self._add(file.name, file.read_bytes())
        styles = "\n".join((STYLES / f"{sheet}.css").read_text() for sheet in SHEETS)
        self._add("backshop.css", re.sub(r"asset\(([\w.-]+)\)", lambda found: f"url({self.address[found[1]]})", styles))

    def answer(self, request: Request, name: str) -> Response | None:
        """None where there is no such file."""
        asset = self._by_name.get(name)
        if asset is None:
            return None
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Type": asset.type,
            "Vary": "Accept-Encoding",
        }
        if asset.compressed and "gzip" in listed(request, "accept-encoding"):
            return Response(asset.compressed, headers=headers | {"Content-Encoding": "gzip"})
        return Response(asset.content, headers=headers)

    def _add(self, name: str, content: bytes | str) -> None:
        content = content.encode() if isinstance(content, str) else content
        stem, _, suffix = name.rpartition(".")
        hashed = f"{stem}.{sha256(content).hexdigest()[:12]}.{suffix}"
        compressed = b"" if suffix == "woff2" else gzip.compress(content, 9, mtime=0)
        self._by_name[hashed] = Asset(content, compressed, TYPES[f".{suffix}"])
        self.address[name] = f"/static/{hashed}"


def _sprite(icons: Path) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(_symbol(icons, name) for name in sorted(ICONS))}</svg>'


def _symbol(icons: Path, name: str) -> str:
    drawn = re.search(r"<svg[^>]*>(.*)</svg>", (icons / f"{name}.svg").read_text(), re.DOTALL)
    assert drawn
    shapes = re.sub(r"\s+", " ", drawn[1]).strip()
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )
