"""What every test can ask for."""

import sys

pytest_plugins = ["tests.support.tiers", "tests.support.clock", "tests.support.stack"]

# httpx asks at every request to an application in this process whether trio runs, and looks for its parts on the disk.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
