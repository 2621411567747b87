"""What every test can ask for."""

pytest_plugins = ["tests.support.tiers", "tests.support.clock", "tests.support.stack"]
