"""What every test can ask for."""

pytest_plugins = ["tests.support.stack", "tests.support.shop"]
