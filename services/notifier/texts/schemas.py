"""Texts of mails as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from services.notifier.texts.language import Fault, FaultKind, Field
from services.notifier.texts.model import Source, TextVersion
from services.notifier.texts.variables import EXAMPLES, VARIABLES, Variable
from shared.schemas.event import Asked
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language, Line, lines

TypedText = Annotated[str, StringConstraints(max_length=50_000), AfterValidator(lines)]


class TextToSave(Asked):
    """Neither a subject nor a text: the default is written again."""

    subject: TypedText | None = None
    body: TypedText | None = None

    @model_validator(mode="after")
    def both_or_neither(self) -> Self:
        if (self.subject is None) != (self.body is None):
            raise ValueError("a text has both a subject and a body; without both, the default is written again")
        return self

    @property
    def source(self) -> Source | None:
        return None if self.subject is None or self.body is None else Source(self.subject, self.body)


class TextToTry(Asked):
    """`order_number` is that of an order whose mail of this kind is written by it; without one, by made-up facts."""

    subject: TypedText
    body: TypedText
    order_number: Line | None = None

    @property
    def source(self) -> Source:
        return Source(self.subject, self.body)


class TextSummary(BaseModel):
    """`version` is 0 before anybody has changed it. `is_on`: mails of the kind are sent by themselves."""

    kind: MessageKind
    language: Language
    version: int
    is_default: bool
    is_on: bool
    changed_at: datetime | None
    changed_by: str | None

    @classmethod
    def of(cls, text: TextVersion, *, is_on: bool) -> Self:
        return cls(
            kind=text.kind,
            language=text.language,
            version=text.version,
            is_default=text.source is None,
            is_on=is_on,
            changed_at=text.changed_at,
            changed_by=text.changed_by,
        )


class Texts(BaseModel):
    texts: list[TextSummary]


class VariableView(BaseModel):
    """`is_block`: a table or a list, on a line of its own. `is_flag`: it only says yes or no, in a condition."""

    name: str
    is_block: bool
    is_flag: bool
    example: str | None


class TextView(TextSummary):
    """The text as it is written now; `default_subject` and `default_body` are the default of this version."""

    subject: str
    body: str
    default_subject: str
    default_body: str
    variables: list[VariableView]


class TextVersionView(BaseModel):
    """Without a subject and a body it was the default."""

    version: int
    subject: str | None
    body: str | None
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, text: TextVersion) -> Self:
        assert text.changed_at is not None
        assert text.changed_by is not None
        subject, body = text.source or (None, None)
        return cls(
            version=text.version, subject=subject, body=body, changed_at=text.changed_at, changed_by=text.changed_by
        )


class FaultView(BaseModel):
    """What is wrong with a text: where, and the word that it is about."""

    field: Field
    line: int
    kind: FaultKind
    what: str
    detail: str


class WrittenText(BaseModel):
    """As the mail would be, unless there are `faults`."""

    subject: str | None
    text: str | None
    html: str | None
    faults: list[FaultView]


class TrialSent(BaseModel):
    """The message that goes out; its page tells what became of it."""

    model_config = ConfigDict(from_attributes=True)

    message_id: UUID
    recipient: str

    @classmethod
    def of(cls, message: object) -> Self:
        return cls.model_validate(message)


def text_view(text: TextVersion, default: Source, *, is_on: bool) -> TextView:
    source = text.source or default
    return TextView(
        **TextSummary.of(text, is_on=is_on).model_dump(),
        subject=source.subject,
        body=source.body,
        default_subject=default.subject,
        default_body=default.body,
        variables=[_variable_view(one, text.language) for one in VARIABLES[text.kind]],
    )


def fault_view(fault: Fault, detail: str) -> FaultView:
    return FaultView(**fault._asdict(), detail=detail)


def _variable_view(variable: Variable, language: Language) -> VariableView:
    example = EXAMPLES[language].get(variable.name)
    shown = isinstance(example, str) and not variable.is_block
    return VariableView(**variable._asdict(), example=str(example) if shown else None)
