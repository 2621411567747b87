"""Who sells is known before the first document is issued."""

import os
import subprocess
import sys

from deploy.local.settings import REPOSITORY


def test_a_wrong_setting_of_the_seller_is_told_at_the_start() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "services.billing"],
        env=os.environ | {"BACKSHOP_SELLER_SIREN": "12"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert started.returncode == 1
    assert "1 validation error for SellerSettings\nsiren" in started.stderr
