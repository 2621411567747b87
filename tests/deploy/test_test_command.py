"""`backshop test` runs what was asked for, and says all that went wrong."""

import pytest

from cli.test import CHECKS, in_turn, opens_browser, run_at_once, steps

PASSES = ["-c", "print('all is well')"]
FAILS = ["-c", "print('one is wrong'); exit(3)"]


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        ([], True),
        (["-k", "credit"], True),
        (["tests"], True),
        (["tests/browser/test_orders.py::test_one"], True),
        (["tests/billing", "-k", "credit"], False),
        (["tests/billing", "tests/browser"], True),
    ],
)
def test_a_browser_is_made_sure_of_where_its_tests_are_asked_for(arguments: list[str], opens: bool) -> None:
    assert opens_browser(arguments) is opens


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["fast"], {"format", "lint", "types", "import rules", "fast tests"}),
        (["whole", "tests/faults"], {"whole tests"}),
        (["browser", "-k", "credit"], {"browser", "browser tests"}),
        (
            [],
            {
                *CHECKS,
                "browser",
                *(f"{name} tests" for name in ("fast", "servers", "whole", "browser", "accessibility")),
            },
        ),
    ],
)
def test_a_tier_runs_what_its_tests_need(arguments: list[str], wanted: set[str]) -> None:
    assert set(steps(arguments)) == wanted


def test_what_leaves_a_core_free_runs_side_by_side() -> None:
    assert [[set(lane) for lane in stage] for stage in in_turn(steps([]))] == [
        [{"format", "lint", "import rules"}, {"browser"}],
        [{"fast tests"}, {"types"}],
        [{"browser tests", "accessibility tests"}, {"whole tests"}, {"servers tests"}],
    ]
    assert [[set(lane) for lane in stage] for stage in in_turn(steps(["tests/billing"]))] == [
        [{"format", "lint", "import rules"}],
        [{"types"}],
        [{"tests"}],
    ]


@pytest.mark.parametrize(
    ("one", "other", "failed"),
    [(PASSES, PASSES, []), (FAILS, PASSES, ["one"]), (PASSES, FAILS, ["other"]), (FAILS, FAILS, ["one", "other"])],
)
def test_what_ran_side_by_side_is_heard_in_turn_and_each_that_failed_is_named(
    one: list[str], other: list[str], failed: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_at_once([{"one": one}, {"other": other}], {}) == failed
    assert capfd.readouterr().out.splitlines()[1:] == [
        "one is wrong" if command is FAILS else "all is well" for command in (one, other)
    ]


def test_what_follows_one_that_failed_in_its_lane_runs_too(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_at_once([{"one": FAILS, "other": PASSES}], {}) == ["one"]
    assert capfd.readouterr().out.splitlines()[1:] == ["one is wrong", "all is well"]
