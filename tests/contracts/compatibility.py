"""Whether two versions of a contract can live together: records are kept for weeks and teams upgrade when they can."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

NOT_CHECKED = {"$schema", "$id", "$defs", "title", "description", "examples"}
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")


def breaks(old: Schema, new: Schema, *, is_command: bool) -> list[str]:
    """What `new` breaks, empty if nothing. A command is read by its owner alone, who may come to accept more."""
    found = [f"what was written before is not readable now: {reason}" for reason in unreadable(old, new)]
    if not is_command:
        found += [f"what is written now is not readable by older readers: {reason}" for reason in unreadable(new, old)]
    return found


def unreadable(written: Schema, read: Schema) -> list[str]:
    """Why a reader that follows `read` may refuse, or misunderstand, what follows `written`."""
    return list(_differences("", _without_references(written), _without_references(read)))


def _differences(at: str, written: Schema, read: Schema) -> Iterator[str]:
    """Each of the forms it may be written in must be one of those that are read."""
    for form in written.get("anyOf", [written]):
        tries = [list(_differences_of_form(at, form, readable)) for readable in read.get("anyOf", [read])]
        yield from min(tries, key=len)
    if "default" in written and "default" in read and written["default"] != read["default"]:
        yield f"{at}: the default is {written['default']!r} where it is written, {read['default']!r} where it is read"


def _differences_of_form(at: str, written: Schema, read: Schema) -> Iterator[str]:
    for keyword in sorted((written.keys() | read.keys()) - NOT_CHECKED, key=_type_first):
        is_written, is_read = written.get(keyword), read.get(keyword)
        if keyword == "additionalProperties" and is_read is False:
            # Whoever keeps to the schema writes the fields that it names.
            for field in sorted(written.get("properties", {}).keys() - read.get("properties", {}).keys()):
                yield f"{_below(at, field)} is not read"
            continue
        if not _reads(keyword, is_written, is_read):
            yield f"{at or 'the whole'}: {keyword} is {is_written} where it is written, {is_read} where it is read"
            if keyword == "type":
                return  # the rest follows from it
    for field in read.get("required", ()):
        if field not in written.get("required", ()):
            yield f"{_below(at, field)} may be missing"
    for field, readable in read.get("properties", {}).items():
        if field in written.get("properties", {}):
            yield from _differences(_below(at, field), written["properties"][field], readable)
    if "items" in written and "items" in read:
        yield from _differences(f"{at}[]", written["items"], read["items"])


def _reads(keyword: str, written: Any, read: Any) -> bool:
    if keyword in ("properties", "required", "items", "anyOf", "default") or written == read:
        return True  # or looked at above
    if read is None:  # the reader does not ask for it
        return not keyword.startswith("x-")
    if keyword == "type":
        return (written, read) == ("integer", "number")
    if written is None:
        return False
    if keyword in AT_LEAST:
        return bool(written >= read)
    if keyword in AT_MOST:
        return bool(written <= read)
    return keyword == "enum" and set(written) <= set(read)


def _type_first(keyword: str) -> tuple[bool, str]:
    return keyword != "type", keyword


def _below(at: str, field: str) -> str:
    return f"{at}.{field}" if at else field


def _without_references(schema: Schema) -> Schema:
    """With what `$ref` points to in its place; no contract contains itself."""
    definitions = schema.get("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, list):
            return [resolved(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            target = definitions[part["$ref"].removeprefix("#/$defs/")]
            part = target | {name: value for name, value in part.items() if name != "$ref"}
        part = {name: resolved(value) for name, value in part.items()}
        return {"enum": [part.pop("const")], **part} if "const" in part else part

    return {name: resolved(value) for name, value in schema.items() if name != "$defs"}
