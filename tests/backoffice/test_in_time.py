"""A page is answered in time, and in words, also where the back office's database is not."""

import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office

WORDS = {
    "en": "The back office did not answer. What you asked for may have been done; it is safe to repeat it.",
    "fr": "L’arrière-boutique n’a pas répondu. Votre demande a peut-être abouti ; vous pouvez la répéter sans risque.",
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("path", ["/", "/orders"])
async def test_a_page_whose_database_hangs_is_refused_in_time(
    office: Office, seat: Seat, language: str, path: str
) -> None:
    page = await seat("owner", language)
    page.browser.http.headers["Accept-Language"] = language  # whose page it is, only the database knows
    office.api.state.answer_s = 0.5
    pool = office.database.pool
    hanging = [await pool.acquire() for _ in range(pool.get_max_size())]
    try:
        await page.goto(path)
        assert (page.status, page.alert) == (503, WORDS[language])
    finally:
        for connection in hanging:
            await pool.release(connection)
    assert WORDS[language] not in [alert.text for alert in (await page.goto(path)).all("[role=alert]")]
