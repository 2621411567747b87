"""What `backshop status` says of a service that is silent: its name, and that it does not answer."""

import os

import pytest

from deploy.local import keys
from deploy.local.observe import observe
from deploy.local.ports import find_free
from deploy.local.settings import LocalSettings
from deploy.local.state import Running


async def test_a_service_that_is_silent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "mint_token", lambda *about, **more: "a token")
    monkeypatch.setattr(LocalSettings, "port", lambda self, program: find_free())
    running = Running(name="billing-1", pid=os.getpid(), started_at=0, stop_signal=15)
    (one,) = await observe(LocalSettings(), [running])
    assert (one.process, one.ready, one.lag) == ("billing-1", False, None)
    assert one.waiting == ["it does not answer"]
