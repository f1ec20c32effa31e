"""The recorder: acknowledged means on disk, and every point is accounted for at every instant."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import errno
import os
from pathlib import Path

from hypothesis import given, settings, strategies as st
import pytest

from mqtt_bridge.contract import topics
from mqtt_bridge.metrics import records
from mqtt_bridge.metrics.dead_letters import DeadLetters
from mqtt_bridge.metrics.health import RecorderHealth, recorder_health
from mqtt_bridge.metrics.records import Recorder
from mqtt_bridge.metrics.spool import Spool
from mqtt_bridge.metrics.spool_inlet import WhenFull
from mqtt_bridge.metrics.spool_segments import SegmentFile
from mqtt_bridge.metrics.writer import Writer

from .databases import MemoryDatabase
from .deliveries import Handed, visit
from .spools import SMALL, Clock, drain, opened

ROOT = "kalajoki/1/kalajoki"


def _recorder(spool: Spool) -> Recorder:
    return Recorder(site="kalajoki", spool=spool, now_ms=Clock())


def _health(spool: Spool, recorder: Recorder) -> RecorderHealth:
    writer = Writer(
        spool=spool,
        database=MemoryDatabase(),
        dead_letters=DeadLetters(Path("unused")),
        now_ms=Clock(),
    )
    health = recorder_health(spool, recorder, writer)
    assert health.received == health.spooled + sum(health.refused.values())
    assert health.spooled == (health.written + sum(health.dead.values()) + health.expired + health.waiting)
    return health


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - waits for files and timers, not for one event
            await asyncio.sleep(0.001)


async def test_messages_are_acknowledged_once_and_only_when_they_are_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, handed = SegmentFile.append, [visit(n) for n in range(25)]
    acknowledged_before_sync: list[int] = []

    def append(file: SegmentFile, data: bytes) -> None:
        acknowledged_before_sync.append(sum(one.acknowledged for one in handed))
        real(file, data)

    monkeypatch.setattr(SegmentFile, "append", append)
    async with opened(tmp_path) as spool:
        recorder = _recorder(spool)
        for one in handed:
            recorder.take(one)
        assert recorder.pending == 25
        _health(spool, recorder)
        await recorder.close()
        assert [one.acknowledged for one in handed] == [1] * 25
        assert recorder.pending == 0
        assert acknowledged_before_sync[0] == 0
        assert len(await drain(spool)) == 25


async def test_a_message_delivered_again_gives_the_very_same_line(tmp_path: Path) -> None:
    async with opened(tmp_path) as spool:
        recorder = _recorder(spool)
        for _ in range(3):
            recorder.take(visit(7))
        await recorder.close()
        assert len(set(await drain(spool))) == 1


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        (f"{ROOT}/record/visit", b"{", "unreadable"),
        (f"{ROOT}/record/visit", b"\xff\xfe", "unreadable"),
        (f"{ROOT}/record/visit", b"x" * 300_000, "unreadable"),
        (f"{ROOT}/record/nothing", b"{}", "unknown_topic"),
        ("somewhere/else", b"{}", "unknown_topic"),
        ("kalajoki/1/other/record/visit", visit(1, "other").payload, "unknown_topic"),
        (
            f"{ROOT}/record/feedback",
            b'{"id":"a","ts":"2026-11-24T16:00:00Z","display":"First Last","score":4}',
            "not_an_identifier",
        ),
        (
            f"{ROOT}/record/feedback",
            b'{"id":"a","ts":"9999-11-24T16:00:00Z","display":"lobby","score":4}',
            "time_out_of_range",
        ),
    ],
)
async def test_what_cannot_be_understood_is_counted_acknowledged_and_never_raises(
    tmp_path: Path, topic: str, payload: bytes, reason: str
) -> None:
    async with opened(tmp_path) as spool:
        recorder, one = _recorder(spool), Handed(topic, payload)
        recorder.take(one)
        assert one.acknowledged == 1
        assert _health(spool, recorder).refused == {reason: 1}


async def test_garbage_is_logged_at_a_limited_rate_and_without_its_content(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path) as spool:
        clock = Clock()
        recorder = Recorder(site="kalajoki", spool=spool, now_ms=clock)
        for _ in range(500):
            recorder.take(Handed(f"{ROOT}/record/visit", b'{"secret":"483920"}'))
        assert len(caplog.records) == 1
        clock.ms += records.LOG_EVERY_MS
        recorder.take(Handed(f"{ROOT}/record/visit", b'{"secret":"483920"}'))
        assert len(caplog.records) == 2
        assert "499 more" in caplog.text
        assert "483920" not in caplog.text


async def test_messages_without_anything_to_record_are_acknowledged_and_not_counted(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as spool:
        recorder = _recorder(spool)
        golden = Path(__file__).parents[2] / "contract/golden/v1"
        silent = [
            Handed(f"{ROOT}/record/visit", b""),
            Handed(
                topics.CONTACT_STATE.topic("kalajoki", dev="door"),
                (golden / "contact_state/unknown.json").read_bytes().replace(b"86.0", b"null"),
            ),
            Handed(
                topics.BRIDGE_HELLO.topic("kalajoki", bridge="main"),
                (golden / "bridge_hello/full.json").read_bytes(),
            ),
        ]
        for one in silent:
            recorder.take(one)
        assert [one.acknowledged for one in silent] == [1, 1, 1]
        assert _health(spool, recorder).received == 0


async def test_the_subscriptions_bring_every_recorded_topic_and_no_other_site(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as spool:
        filters = _recorder(spool).filters
    assert f"{ROOT}/record/visit" in filters
    assert f"{ROOT}/device/+/environment/state" in filters
    assert not any("display" in one for one in filters)
    assert all(one.startswith(f"{ROOT}/") for one in filters)


async def test_nothing_is_acknowledged_while_the_disk_takes_nothing_and_all_of_it_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: SegmentFile, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with opened(tmp_path) as spool:
        recorder, handed = _recorder(spool), [visit(n) for n in range(60)]
        with monkeypatch.context() as patch:
            patch.setattr(SegmentFile, "append", full)
            for one in handed[:30]:
                recorder.take(one)
            await _until(lambda: bool(recorder.problem))
            for one in handed[30:]:
                recorder.take(one)
            health = _health(spool, recorder)
            assert (health.received, health.pending) == (0, 60)
            assert "No space left" in health.spool_problem
        await _until(lambda: recorder.pending == 0)
        assert [one.acknowledged for one in handed] == [1] * 60
        assert len(await drain(spool)) == 60
        assert _health(spool, recorder).spool_problem == ""


async def test_a_full_spool_holds_the_broker_back_until_it_drains(tmp_path: Path) -> None:
    async with opened(tmp_path, replace(SMALL, max_bytes=16_000)) as spool:
        recorder, handed = _recorder(spool), [visit(n) for n in range(600)]
        for one in handed:
            recorder.take(one)
        await _until(lambda: bool(recorder.problem))
        health = _health(spool, recorder)
        assert health.spool_bytes <= 16_000
        assert 0 < sum(one.acknowledged for one in handed) == health.spooled < 600
        assert health.pending == 600 - health.spooled
        found: list[str] = []
        async with asyncio.timeout(20):
            while recorder.pending or spool.segments.waiting:
                found += await drain(spool)
                await asyncio.sleep(0.001)
        assert len(set(found)) == len(found) == 600
        assert [one.acknowledged for one in handed] == [1] * 600
        _health(spool, recorder)


async def test_memory_is_bounded_while_the_disk_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: SegmentFile, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(SegmentFile, "append", full)
    monkeypatch.setattr(records, "MAX_HELD_LINES", 50)
    async with opened(tmp_path) as spool:
        recorder, handed = _recorder(spool), [visit(n) for n in range(100)]
        for one in handed[:10]:
            recorder.take(one)
        await _until(lambda: bool(recorder.problem))
        for one in handed[10:]:
            recorder.take(one)
        health = _health(spool, recorder)
        assert (health.pending, health.refused) == (50, {"spool_full": 50})
        assert sum(one.acknowledged for one in handed) == 0
        recorder._retry_timer.cancel()  # type: ignore[union-attr]


@settings(max_examples=30, deadline=None)
@given(
    acts=st.lists(
        st.sampled_from(["visit", "garbage", "wait", "take out", "settle", "restart"]), max_size=60
    ),
    when_full=st.sampled_from(list(WhenFull)),
)
def test_the_counters_add_up_at_every_instant(  # noqa: C901 - one branch per act
    tmp_path_factory: pytest.TempPathFactory, acts: list[str], when_full: WhenFull
) -> None:
    directory = tmp_path_factory.mktemp("spool")
    limits = replace(SMALL, max_bytes=4_000, segment_bytes=1_000, group_lines=3, when_full=when_full)

    async def run(acts: list[str]) -> list[str]:
        async with opened(directory, limits) as spool:
            recorder = _recorder(spool)
            out = []
            for number, act in enumerate(acts):
                match act:
                    case "visit":
                        for one in range(5):
                            recorder.take(visit(number * 5 + one))
                    case "garbage":
                        recorder.take(Handed(f"{ROOT}/record/visit", b"?"))
                    case "wait":
                        await spool.flush()
                    case "take out" if spool.segments.unread(newest=False):
                        out.append(await spool.next_batch(4, newest=number % 2 == 1))
                    case "settle" if out:
                        batch = out.pop(number % len(out))
                        spool.settle(batch, written=batch.lines - 1, dead={"unparsable": 1}, expired=0)
                    case "restart":
                        break
                _health(spool, recorder)
            if recorder._retry_timer:
                recorder._retry_timer.cancel()
            return acts[number + 1 :] if acts else []

    while acts:
        acts = asyncio.run(run(acts))
