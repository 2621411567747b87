"""Where records come fast a loop rests, so that its next look has more; a single record waits for nobody."""

from itertools import repeat

from shared.messaging.pace import Pace

ENOUGH = 20


class Seconds:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at

    def rests(self, pace: Pace, records: int, each_s: float, times: int) -> list[float]:
        rests = []
        for _ in repeat(None, times):
            self.at += each_s
            rests.append(pace.rest_after(records, ENOUGH))
        return rests


def test_one_record_after_another_at_fifty_a_second_waits_for_no_other() -> None:
    clock = Seconds()

    assert set(clock.rests(Pace(clock), 1, each_s=0.02, times=200)) == {0}


def test_at_four_hundred_a_second_a_look_waits_for_some() -> None:
    clock = Seconds()

    rests = clock.rests(Pace(clock), 1, each_s=0.0025, times=800)

    assert rests[0] == 0
    assert set(rests[400:]) == {0.01}


def test_a_look_that_has_enough_is_followed_by_the_next() -> None:
    clock = Seconds()

    assert set(clock.rests(Pace(clock), ENOUGH, each_s=0.005, times=50)) == {0}


def test_after_a_second_of_silence_nothing_is_waited_for() -> None:
    clock = Seconds()
    pace = Pace(clock)
    clock.rests(pace, 1, each_s=0.0025, times=800)

    assert clock.rests(pace, 0, each_s=1, times=1) == [0]
    assert clock.rests(pace, 1, each_s=0.1, times=1) == [0]


def test_a_burst_after_silence_is_no_pace_yet() -> None:
    clock = Seconds()

    assert clock.rests(Pace(clock), 10, each_s=30, times=1) == [0]
