"""The log of a process: on standard error, and no library fills it while Kafka is away."""

import logging
import time
from re import sub

SAY_AGAIN_S = 60


def log_to_stderr(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("aiokafka", "uvicorn", "faststream", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(Seldom("aiokafka", "faststream", "asyncio", "shared.http.once_more"))


class Seldom(logging.Filter):
    """What these loggers say goes out once, and then each minute with how often it was said.

    Texts that differ in their values only, such as nodes and correlation ids, are one. Of asyncio it is what nobody
    waited for any more, such as the commits of a consumer that was replaced.
    """

    def __init__(self, *loggers: str) -> None:
        super().__init__()
        self._loggers = loggers
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(self._loggers):
            return True
        text = (record.name, sub(r"\d+", "#", str(record.msg)))
        said_at, unsaid = self._said.get(text, (-SAY_AGAIN_S, 0))
        now = time.monotonic()
        if now - said_at < SAY_AGAIN_S:
            self._said[text] = said_at, unsaid + 1
            return False
        self._said[text] = now, 0
        if unsaid:
            record.msg, record.args = f"{record.getMessage()} (and {unsaid} more like it)", None
        return True
