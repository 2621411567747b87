"""Billing is asked right before a reminder goes out: nobody is reminded of what is paid meanwhile."""

import time
from uuid import UUID

import httpx
from pydantic import ValidationError

from services.notifier.settings import BillingSettings
from shared.schemas.billing import ReminderContent
from shared.schemas.event import Contract

TIME_LIMIT_S = 3
REST_S = 5
"""Billing that does not answer is left alone for so long: other mails do not wait for it with each reminder."""


class NotTold(Exception):
    """Billing does not answer, or not us. Its text is safe to log."""


class NotNow(Exception):
    """Its order is on hold, or a payment on its way: it is seen later whether it is still due."""


class _Now(Contract):
    content: ReminderContent | None
    waits: str | None = None


class StillDue:
    """What billing says by now of the reminders that are about to go out."""

    def __init__(self, settings: BillingSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._not_before = 0.0

    async def of(self, reminder_id: UUID) -> ReminderContent | None:
        """What is left of it; None where nothing is. Raises NotTold, NotNow."""
        if self._settings.billing_token is None:
            raise NotTold("there is no BACKSHOP_BILLING_TOKEN to ask billing with")
        if time.monotonic() < self._not_before:
            raise NotTold("billing does not answer")
        try:
            said = _Now.model_validate_json(await self._ask(reminder_id))
        except (httpx.HTTPError, ValidationError) as error:
            self._not_before = time.monotonic() + REST_S
            raise NotTold(f"billing does not say whether it is still due: {type(error).__name__}") from error
        if said.content is None and said.waits:
            raise NotNow(f"it waits: {said.waits}")
        return said.content

    async def _ask(self, reminder_id: UUID) -> bytes:
        if self._client is None:
            assert self._settings.billing_token
            self._client = httpx.AsyncClient(
                base_url=self._settings.billing_url,
                headers={"Authorization": f"Bearer {self._settings.billing_token.get_secret_value()}"},
                timeout=TIME_LIMIT_S,
                trust_env=False,
                transport=self._transport,
            )
        answer = await self._client.get(f"/reminders/{reminder_id}")
        return answer.raise_for_status().content

    async def close(self) -> None:
        if self._client:
            await self._client.aclose()
            self._client = None
