"""What a supervisor does with the processes it keeps."""

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest

from cli import up
from demo.filling import NotEmpty
from deploy.local.process import Process
from deploy.local.settings import LocalSettings
from deploy.local.state import Record, State
from deploy.local.supervisor import Supervisor
from deploy.problem import Problem
from tests.deploy.conftest import MakeProgram
from tests.support.waiting import until

STEADY = "import pathlib, time; pathlib.Path(ready).touch(); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STEADY}"


async def test_a_crashed_process_is_started_again_and_said_so(tmp_path: Path, program: MakeProgram) -> None:
    said: list[str] = []
    supervisor = Supervisor(State(tmp_path), said.append)
    process = program("billing-1", STEADY)
    await supervisor.start([process])
    watching = asyncio.create_task(supervisor.watch())
    try:
        first = process.pid
        os.kill(first or 0, signal.SIGKILL)

        async def runs_again() -> bool:
            return process.running and process.pid != first

        await until(runs_again)
        assert said == [
            f"billing-1 ended with exit code -9; starting it again in 1 s (its log: {tmp_path / 'billing-1.log'})"
        ]
    finally:
        watching.cancel()
        await supervisor.stop()


async def test_what_crashes_while_the_demo_shop_is_filled_is_started_again(
    tmp_path: Path, program: MakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = Supervisor(State(tmp_path), print)
    process = program("billing-1", STEADY)
    await supervisor.start([process])
    first = process.pid

    async def fill_meanwhile(settings: LocalSettings, say: object) -> None:
        os.kill(first or 0, signal.SIGKILL)

        async def runs_again() -> bool:
            return process.running and process.pid != first

        await until(runs_again)
        raise NotEmpty("filled")

    async def welcome(settings: LocalSettings) -> None:
        state = State(tmp_path).read()
        assert state is not None
        assert not state.ready
        raise Problem("the end of the test")

    monkeypatch.setattr(up, "fill", fill_meanwhile)
    monkeypatch.setattr(up.owner, "first_password", welcome)
    try:
        with pytest.raises(Problem):
            await up._use(LocalSettings(), supervisor, demo=True)
    finally:
        await supervisor.stop()


async def test_what_was_started_last_stops_first(tmp_path: Path, program: MakeProgram) -> None:
    stopped = tmp_path / "stopped"
    text = (
        "import pathlib, signal, sys; pathlib.Path(ready).touch(); signal.sigwait([signal.SIGTERM]); "
        f"open({str(stopped)!r}, 'a').write(pathlib.Path(ready).stem + ' ')"
    )
    blocked = f"import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM]); {text}"
    supervisor = Supervisor(State(tmp_path), print)
    await supervisor.start([program("postgres", blocked)])
    await supervisor.start([program("orders-1", blocked)])
    await supervisor.stop()
    assert stopped.read_text().split() == ["orders-1", "postgres"]
    assert State(tmp_path).read() is None


async def test_a_process_that_ends_at_once_is_a_problem_that_shows_its_last_lines(
    tmp_path: Path, program: MakeProgram
) -> None:
    process = program("returns-1", "import sys; sys.exit('no such table')")
    supervisor = Supervisor(State(tmp_path), print)
    with pytest.raises(Problem) as problem:
        await supervisor.start([process])
    await supervisor.stop()
    assert str(problem.value).splitlines() == [
        "returns-1 stopped with exit code 1",
        f"the last lines of {tmp_path / 'returns-1.log'}:",
        "  no such table",
    ]


async def test_a_process_that_will_not_stop_is_killed(program: MakeProgram) -> None:
    process = await _started(program("stubborn", STUBBORN))
    await process.stop(limit_s=0.2)
    assert process.exit_code == -signal.SIGKILL


@pytest.mark.parametrize("left_over", [False, True], ids=["by its supervisor", "left over"])
async def test_what_is_frozen_stops_in_good_order_with_what_it_started(
    tmp_path: Path, program: MakeProgram, left_over: bool
) -> None:
    text = (
        "import pathlib, signal, subprocess, sys\n"
        "session = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "def stop(*about): session.terminate(); session.wait(); sys.exit(7)\n"
        "signal.signal(signal.SIGTERM, stop); pathlib.Path(ready).touch(); signal.pause()"
    )
    process = await _started(program("postgres", text))
    (session,) = psutil.Process(process.pid).children()
    for one in (psutil.Process(process.pid), session):
        one.suspend()
    async with asyncio.timeout(10):
        if left_over:
            state = State(tmp_path)
            state.write([process])
            _supervised_by_nobody(state)
            assert await state.stop_orphans() == ["postgres"]
        else:
            await process.stop()
    assert process.exit_code == 7
    assert not session.is_running()


async def test_a_second_shop_on_the_same_state_is_refused(tmp_path: Path) -> None:
    first, second = State(tmp_path), State(tmp_path)
    first.hold()
    with pytest.raises(Problem, match="a shop is already up on"):
        second.hold()
    first.release()
    second.hold()
    second.release()


async def test_what_a_killed_supervisor_left_behind_is_stopped(tmp_path: Path, program: MakeProgram) -> None:
    process = await _started(program("orders-1", STEADY))
    state = State(tmp_path)
    state.write([process])
    assert await state.stop_orphans() == []  # its supervisor, this process, is alive

    _supervised_by_nobody(state)
    assert await state.stop_orphans() == ["orders-1"]
    assert process.exit_code == -signal.SIGTERM
    assert state.read() is None


async def test_another_program_under_a_recorded_process_id_is_left_alone(tmp_path: Path, program: MakeProgram) -> None:
    process = await _started(program("somebody-else", STEADY))
    state = State(tmp_path)
    state.write([process])
    record = _supervised_by_nobody(state)
    record.processes[0].started_at -= 3600
    (tmp_path / "processes.json").write_text(record.model_dump_json())
    assert await state.stop_orphans() == []
    assert process.running
    await process.stop()


async def _started(process: Process) -> Process:
    process.start()
    await process.wait_until_ready()
    return process


def _supervised_by_nobody(state: State) -> Record:
    record = state.read()
    assert record
    record.supervisor.started_at -= 3600
    (state.directory / "processes.json").write_text(record.model_dump_json())
    return record
