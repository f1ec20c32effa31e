"""Frames: whatever happens to the bytes, everything unharmed is found again and nothing else."""

from hypothesis import given, strategies as st

from mqtt_bridge.metrics.spool_frames import Damage, Frame, build, scan

LINES = [["a x=1 1"], ["b x=2 2", "c x=3 3"], ["dd x=4 4"], ["e x=5 5"]]


def _written(groups: list[list[str]]) -> tuple[bytes, list[tuple[int, int]]]:
    data, places, seq = b"", [], 0
    for group in groups:
        frame = build(group, seq=seq, at_ms=7)
        places.append((len(data), len(data) + len(frame)))
        data += frame
        seq += len(group)
    return data, places


def _found(data: bytes) -> list[str]:
    frames = [part for part in scan(data) if isinstance(part, Frame)]
    return [line for frame in frames for line in frame.payload.decode().splitlines()]


def test_frames_come_back_as_written_and_the_reserved_zeros_after_them_are_no_damage() -> None:
    data, _places = _written(LINES)
    parts = list(scan(data + bytes(4096)))
    assert [type(part) for part in parts] == [Frame] * 4
    assert _found(data + bytes(4096)) == [line for group in LINES for line in group]


def test_a_file_cut_at_any_byte_keeps_every_whole_frame_and_nothing_of_the_torn_one() -> None:
    data, places = _written(LINES)
    for cut in range(len(data) + 1):
        whole = [g for g, (_start, end) in zip(LINES, places, strict=True) if end <= cut]
        assert _found(data[:cut] + bytes(64)) == [line for group in whole for line in group], cut


def test_a_changed_byte_costs_its_own_frame_only_wherever_it_is() -> None:
    data, places = _written(LINES)
    for position in range(len(data)):
        for flip in (0x01, 0x80, 0xFF):
            harmed = bytearray(data)
            harmed[position] ^= flip
            kept = [
                line
                for group, (start, end) in zip(LINES, places, strict=True)
                if not start <= position < end
                for line in group
            ]
            assert _found(bytes(harmed)) == kept, (position, flip)
            (damage,) = [p for p in scan(bytes(harmed)) if isinstance(p, Damage)]
            assert (damage.start, damage.is_tail) == next(
                (start, end == len(data)) for start, end in places if start <= position < end
            )


@given(garbage=st.binary(max_size=200), group=st.lists(st.text("ab=1 ", min_size=1), min_size=1))
def test_garbage_before_a_frame_never_hides_it(garbage: bytes, group: list[str]) -> None:
    data = garbage + build(group, seq=3, at_ms=1)
    frames = [part for part in scan(data) if isinstance(part, Frame)]
    assert frames[-1].payload.decode() == "\n".join(group) + "\n"
    assert frames[-1].seq == 3


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_survived(data: bytes) -> None:
    covered = sum(part.end - part.start for part in scan(data))
    assert covered <= len(data)
