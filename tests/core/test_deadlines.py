"""One instant per subject, earliest first, against the plainest model: a dictionary."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from custom_components.kalajoki_library.core.deadlines import Deadlines, Subject

START = datetime(2026, 11, 24, tzinfo=UTC)
SUBJECTS = [("space", str(number)) for number in range(4)]


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


puts = st.tuples(st.sampled_from(SUBJECTS), st.none() | st.integers(0, 30).map(minute))
times = st.integers(0, 30).map(minute)


@given(st.lists(puts | times, max_size=60))
def test_what_is_due_is_what_was_put_last(steps: list[tuple[Subject, datetime | None] | datetime]) -> None:
    deadlines, model = Deadlines(), dict[Subject, datetime]()
    for step in steps:
        if isinstance(step, datetime):
            due = {subject for subject, when in model.items() if when <= step}
            found = deadlines.due(step)
            assert set(found) == due
            assert len(found) == len(due)
            assert [model[one] for one in found] == sorted(model[one] for one in found)
            model = {subject: when for subject, when in model.items() if subject not in due}
        else:
            subject, when = step
            deadlines.put(subject, when)
            model.pop(subject, None)
            if when is not None:
                model[subject] = when
        assert deadlines.next() == min(model.values(), default=None)
        assert all(deadlines.of(one) == model.get(one) for one in SUBJECTS)


def test_a_deadline_that_is_put_off_for_ever_does_not_fill_the_memory() -> None:
    deadlines = Deadlines()
    for number in range(10_000):
        deadlines.put(("door", "entrance"), minute(number))

    assert len(deadlines._heap) < 200
    assert deadlines.next() == minute(9_999)
