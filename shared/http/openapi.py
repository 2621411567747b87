"""What the OpenAPI documents say that FastAPI cannot tell from the routes: problem details, and the key of a POST."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

PROBLEM = {
    "description": "Refused or failed, as problem details (RFC 9457); nothing was changed.",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string", "description": "stable; what a program decides by"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string", "description": "for people"},
                    "errors": {
                        "type": "array",
                        "description": "each wrong place of a request that is not valid",
                        "items": {
                            "type": "object",
                            "required": ["at", "detail"],
                            "properties": {"at": {"type": "string"}, "detail": {"type": "string"}},
                        },
                    },
                },
            }
        }
    },
}
_REFERENCE = {"$ref": "#/components/responses/Problem"}


def describe(app: FastAPI) -> None:
    """Complete the document that `app.openapi()` gives."""
    generate = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            for operation in _operations(document):
                _complete(operation)
            components = document.setdefault("components", {})
            components["responses"] = {"Problem": PROBLEM}
            for unused in ("HTTPValidationError", "ValidationError"):
                components.get("schemas", {}).pop(unused, None)
        return app.openapi_schema or {}

    app.openapi = complete  # type: ignore[method-assign]


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document.get("paths", {}).values():
        yield from operations.values()


def _complete(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)  # FastAPI's own, which is never sent
    operation["responses"] |= {"4XX": _REFERENCE, "5XX": _REFERENCE}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "Idempotency-Key":
            # Its absence is answered by us and not by FastAPI, which takes it for optional.
            parameter["required"] = True
            del parameter["schema"]["default"]
