"""Texts that are written in a certain way: whoever writes another is told in words what is right, with an example."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True)
class WrittenAs:
    """In the `Annotated` of a text, instead of a pattern of pydantic's, whose refusals tell the regular expression."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        pattern = re.compile(self.pattern)

        def written(text: str) -> str:
            if pattern.fullmatch(text):
                return text
            raise PydanticCustomError("string_pattern_mismatch", "{words}", {"words": self.words})

        return core_schema.no_info_after_validator_function(written, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": self.pattern}
