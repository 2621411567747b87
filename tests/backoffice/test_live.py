"""The stream of hints: who begins to listen hears also what changed while the page was on its way."""

import asyncio

from services.backoffice.web.live import Live


async def _goes_on() -> bool:
    return True


async def test_what_changed_between_reading_a_page_and_listening_is_told_at_once() -> None:
    live = Live()
    live.publish({"orders:17", "billing:17"})

    stream = live.stream(asyncio.Event(), _goes_on)

    assert await anext(stream) == b"retry: 2000\n\n"
    assert await anext(stream) == b'data: ["billing:17", "orders:17"]\n\n'
    live.publish({"stock:LAMP"})
    assert await anext(stream) == b'data: ["stock:LAMP"]\n\n'
    await stream.aclose()


async def test_many_changes_at_once_are_told_as_everything() -> None:
    live = Live()
    stream = live.stream(asyncio.Event(), _goes_on)
    await anext(stream)

    live.publish({f"orders:{number}" for number in range(101)})

    assert await anext(stream) == b'data: ["*"]\n\n'
    await stream.aclose()


async def test_whoever_is_too_slow_is_told_to_look_at_everything() -> None:
    live = Live()
    stream = live.stream(asyncio.Event(), _goes_on)
    await anext(stream)

    for number in range(21):
        live.publish({f"orders:{number}"})

    assert await anext(stream) == b'data: ["*"]\n\n'
    await stream.aclose()
