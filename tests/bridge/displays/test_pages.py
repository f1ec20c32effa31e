"""A view and an instant always give the same page: state in word and shape, nothing private, nothing over."""

from dataclasses import replace
from datetime import timedelta
import html
import re

import pytest

from mqtt_bridge.contract.messages.display import EventLine, RoomView, SpaceLine
from mqtt_bridge.contract.messages.envelope import (
    Text,
)
from mqtt_bridge.contract.words import (
    CrowdLevel,
    DisplayKind,
    Mode,
    SpaceKind,
    SpaceStatus,
    VisitorAct,
)
from mqtt_bridge.displays import pages
from mqtt_bridge.displays.texts import LANGUAGES, TEXTS

from .views import ACTS, NEXT_LINE, NOW, NOW_LINE, a_free_room, a_line, a_lobby, a_room, a_view, at

ASSETS = {
    "display.css": "/static/display.a.css",
    "display.js": "/static/display.b.js",
    "mark.svg": "/static/mark.c.svg",
}
every_language = pytest.mark.parametrize("language", LANGUAGES)


def draw(view: pages.DisplayView, language: str = "fi", now: object = NOW) -> str:
    assert isinstance(now, type(NOW))
    return html.unescape(pages.fragment("game-room-door", view, now, language))


def words(fragment: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", fragment))


@every_language
@pytest.mark.parametrize("status", SpaceStatus)
def test_every_state_has_its_word_and_shape(status: SpaceStatus, language: str) -> None:
    """V1."""
    drawn = draw(a_view(a_room(status, actions=ACTS, book_minutes=(15, 30))), language)

    assert TEXTS[f"status.{status}"][language] in drawn
    assert f"status-{status}" in drawn
    assert "<svg" in drawn


def test_no_two_states_have_one_shape() -> None:
    shapes = {
        status: draw(a_view(a_room(status))).partition('<svg class="icon"')[2].partition("</svg>")[0]
        for status in SpaceStatus
    }

    assert len(set(shapes.values())) == len(SpaceStatus)


@every_language
@pytest.mark.parametrize("mode", Mode)
def test_every_mode_has_its_word_in_the_lobby(mode: Mode, language: str) -> None:
    """V2."""
    drawn = draw(a_view(a_lobby(), mode=mode), language)

    assert TEXTS[f"mode.{mode}"][language] in drawn
    assert f"mode-{mode}" in drawn or mode in (Mode.EVACUATION, Mode.LOCKDOWN)


@pytest.mark.parametrize("mode", [Mode.EVACUATION, Mode.LOCKDOWN])
def test_an_emergency_is_the_whole_page_in_every_language(mode: Mode) -> None:
    for view in (a_view(a_room(), mode=mode), a_view(a_lobby(), mode=mode)):
        drawn = draw(view)

        assert all(TEXTS[f"mode.{mode}"][language] in drawn for language in LANGUAGES)
        assert all(TEXTS[f"about.{mode}"][language] in drawn for language in LANGUAGES)
        assert "<button" not in drawn
        assert "Pelihuone" not in drawn


@every_language
def test_a_private_booking_is_a_booking_and_nothing_more(language: str) -> None:
    """V5."""
    drawn = draw(a_view(a_room()), language)

    assert TEXTS["booking"][language] in drawn
    assert "Lautapeli-ilta" in drawn  # the public one


def test_whatever_stands_in_a_title_is_text() -> None:
    evil = a_line(at(17), at(18), "<script>alert(1)</script>")

    raw = pages.page("d", a_view(a_room(now=evil)), NOW, "fi", ASSETS)

    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_a_view_that_outlived_its_end_is_not_believed() -> None:
    """V3: no booking that is over, no act, an unknown state."""
    drawn = draw(a_view(a_room()), now=at(18, 1))

    assert "status-unknown" in drawn
    assert TEXTS["status.in_use"]["fi"] not in words(drawn).partition(" Nyt ")[0].replace(
        "Varattu alkaen", ""
    )
    assert "17.00–18.00" not in drawn.partition('class="bar"')[0]
    assert "<button" not in drawn


def test_what_is_not_known_is_not_called_free_of_bookings() -> None:
    drawn = draw(a_view(a_room(SpaceStatus.UNKNOWN, now=None, next=None, day=(), until=None)))

    assert "Ei varausta" not in drawn
    assert drawn.count("Ei tiedossa") == 2


def test_the_next_booking_is_the_next_one_at_this_instant() -> None:
    later = a_line(at(20, 30), at(21), "Kirjapiiri", "r3")
    view = a_view(a_room(day=(NOW_LINE, NEXT_LINE, later), until=at(21)))

    assert "Lautapeli-ilta" in draw(view)
    assert "Kirjapiiri" not in draw(view)
    assert "Kirjapiiri" in draw(view, now=at(18, 31))


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (SpaceStatus.FREE, "klo 18.00 asti"),
        (SpaceStatus.RESERVED_SOON, "klo 18.00 alkaen"),
        (SpaceStatus.IN_USE, "klo 18.00 asti"),
        (SpaceStatus.AWAITING_CHECK_IN, "klo 18.00 asti"),
        (SpaceStatus.TURNAROUND, "klo 18.00 asti"),
        (SpaceStatus.OUT_OF_SERVICE, "klo 18.00 asti"),
        (SpaceStatus.CLOSED, "Avataan tänään klo 18.00"),
        (SpaceStatus.OVERRUN, ""),
        (SpaceStatus.UNKNOWN, ""),
    ],
)
def test_until_is_told_in_words_that_fit_the_state(status: SpaceStatus, shown: str) -> None:
    found = re.search(r'<p class="until">(.*?)</p>', draw(a_view(a_room(status))))

    assert found is not None
    assert found[1] == shown


def test_a_free_room_without_an_end_is_free_for_the_rest_of_the_day() -> None:
    assert "koko loppupäivän" in draw(a_view(a_free_room(until=None, next=None, day=())))


def test_only_what_is_offered_can_be_touched() -> None:
    drawn = draw(a_view(a_free_room()))

    assert re.findall(r'data-act="(\w+)"(?: data-minutes="(\d+)")?', drawn) == [
        ("book_now", "15"),
        ("book_now", "30"),
        ("call_staff", ""),
    ]


def test_ending_asks_once_more_and_every_act_names_the_booking_it_was_shown_with() -> None:
    drawn = draw(a_view(a_room()))

    assert drawn.count("data-confirm=") == 1
    assert set(re.findall(r'data-ref="(\w*)"', drawn)) == {"r1"}


def test_every_button_has_a_name_to_be_read_aloud() -> None:
    drawn = draw(a_view(a_free_room()))

    assert 'aria-label="Varaa nyt 15 min"' in drawn


def test_bookings_that_may_be_old_say_so() -> None:
    assert "notice" not in draw(a_view(a_room()))
    assert TEXTS["bookings_stale"]["fi"] in draw(a_view(a_room(bookings_live=False)))


def test_the_lobby_shows_hours_spaces_people_and_events() -> None:
    """V2."""
    shown = words(draw(a_view(a_lobby())))

    assert "ma 8–10 itsepalvelu 10.00–18.30 palvelu" in shown
    assert "la suljettu su ei tiedossa" in shown  # H2: no data is not closed
    assert "Pelihuone Varattu klo 18.00 asti" in shown
    assert "Pienryhmätila Vapaa varattu klo 19.00 alkaen" in shown
    assert "Kävijöitä nyt 23" in shown
    assert "17.30–19.00 Pelihuone Lautapeli-ilta" in shown


@pytest.mark.parametrize(
    ("inside", "crowd", "shown"),
    [
        (0, CrowdLevel.QUIET, "0 Rauhallista"),
        (45, CrowdLevel.NORMAL, "45 Sopivasti väkeä"),
        (80, CrowdLevel.BUSY, "80 Ruuhkaista"),
        (90, CrowdLevel.FULL, "90 Täynnä"),
        (5, None, "5"),
        (5, CrowdLevel.UNKNOWN, "5"),
        (None, CrowdLevel.UNKNOWN, "–"),
    ],
)
def test_people_are_told_in_words_and_unknown_is_not_nobody(
    inside: int | None, crowd: CrowdLevel | None, shown: str
) -> None:
    """P1, P3."""
    drawn = words(draw(a_view(a_lobby(inside=inside), crowd=crowd)))

    assert f"Kävijöitä nyt {shown} Tapahtumat" in drawn


@pytest.mark.parametrize(("language", "word"), [("fi", "Täynnä"), ("sv", "Fullt"), ("en", "Full")])
def test_the_entrance_sign_says_full_in_place_of_how_to_come_in(language: str, word: str) -> None:
    """P3: in every language; a level below full shows no sign."""
    full = words(draw(a_view(a_lobby(), crowd=CrowdLevel.FULL), language=language))
    busy = words(draw(a_view(a_lobby(), crowd=CrowdLevel.BUSY), language=language))

    assert f"{word} {TEXTS['full_help'][language]}" in full
    assert TEXTS["about.service"][language] not in full
    assert TEXTS["full_help"][language] not in busy
    assert TEXTS["about.service"][language] in busy


def test_the_page_beside_a_room_says_that_the_library_is_full() -> None:
    """P3."""
    assert "Kirjasto täynnä" in words(draw(a_view(a_room(), crowd=CrowdLevel.FULL)))
    assert "Kirjasto täynnä" not in words(draw(a_view(a_room())))


def test_an_event_that_is_over_is_not_shown_and_one_of_another_day_names_it() -> None:
    events = (
        EventLine(start=at(15), end=at(16), title="Ohi"),
        EventLine(start=at(24 + 17), end=at(24 + 18), title="Huominen"),
    )
    drawn = words(draw(a_view(a_lobby(events=events))))

    assert "Ohi" not in drawn
    assert "ke 17.00–18.00 Huominen" in drawn


def test_a_space_whose_time_is_over_is_unknown_in_the_lobby() -> None:
    line = SpaceLine(space="a", name="Pelihuone", status=SpaceStatus.FREE, until=at(17))

    assert "Pelihuone Tilanne ei tiedossa" in words(draw(a_view(a_lobby(spaces=(line,)))))


def test_the_mode_says_until_when_and_what_then() -> None:
    def when(view: pages.DisplayView) -> str:
        found = re.search(r'<p class="when"[^>]*>(.*?)</p>', draw(view))
        assert found is not None
        return found[1]

    lobby = a_lobby()
    assert when(a_view(lobby)) == "klo 18.30 asti, sitten omatoimi"
    assert when(a_view(lobby, next_mode=Mode.CLOSED)) == "klo 18.30 asti"
    closed = a_view(lobby, mode=Mode.CLOSED, mode_until=at(32), next_mode=Mode.SERVICE)
    assert when(closed) == "Avataan huomenna klo 8.00"
    assert when(a_view(lobby, mode_until=NOW)) == ""


def test_a_page_changes_by_itself_at_its_next_boundary() -> None:
    view = a_view(a_room())

    assert pages.boundary(view, NOW) == at(18)
    assert pages.boundary(view, at(18)) == at(18, 30)
    assert pages.boundary(view, at(20)) is None
    assert pages.boundary(a_view(a_lobby()), at(18, 30)) == at(19)
    assert draw(view, now=at(18) - timedelta(seconds=1)) != draw(view, now=at(18))


def test_a_display_without_a_view_waits_and_names_itself() -> None:
    drawn = pages.page("unknown-door", None, NOW, "en", ASSETS)

    assert "unknown-door" in drawn
    assert '<html lang="en">' in drawn


def test_a_view_of_a_kind_this_build_does_not_know_waits() -> None:
    view = replace(a_view(a_room()), kind=DisplayKind.UNKNOWN, room=None)

    assert TEXTS["waiting"]["fi"] in draw(view)


def test_a_page_has_no_inline_script_or_style_and_asks_nobody_else() -> None:
    drawn = pages.page("d", a_view(a_lobby()), NOW, "fi", ASSETS)

    assert "style=" not in drawn
    assert not re.search(r"\son\w+=", drawn)
    assert re.findall(r"<script[^>]*>(.*?)</script>", drawn) == [""]
    assert "http" not in re.sub(r"https?://www\.w3\.org", "", drawn)


def test_the_name_of_a_build_changes_with_its_files() -> None:
    assert pages.build(ASSETS) == "a-b-c"
    assert pages.build(ASSETS) in pages.page("d", None, NOW, "fi", ASSETS)


def test_a_day_line_marks_full_hours_however_the_day_begins() -> None:
    drawn = draw(a_view(a_room(day_start=at(8, 30), day_end=at(21, 15))))

    assert re.findall(r"<li>([\d.]+)</li>", drawn)[0] == "8.00"
    assert re.findall(r"<li>([\d.]+)</li>", drawn)[-1] == "22.00"


def test_acts_unknown_to_this_build_are_left_out() -> None:
    assert "<button" not in draw(a_view(a_room(actions=(VisitorAct.UNKNOWN, VisitorAct.FEEDBACK))))


def test_a_booking_that_waits_says_until_when_to_check_in() -> None:
    """B6: and no longer than that."""
    room = a_room(SpaceStatus.AWAITING_CHECK_IN, release_at=at(17, 25), actions=(VisitorAct.CHECK_IN,))

    assert "Check in by 17:25" in pages.fragment("door", a_view(room), NOW, "en")
    assert "Ilmoittaudu viimeistään klo 17.25" in pages.fragment("door", a_view(room), NOW, "fi")
    assert "17:25" not in pages.fragment("door", a_view(room), at(17, 26), "en")


def test_a_booking_that_was_given_back_can_be_had_back_while_the_page_says_so() -> None:
    """B6: the button goes with the window, also without news."""
    room = a_free_room(undo_until=at(17, 25), actions=(VisitorAct.UNDO_RELEASE, VisitorAct.BOOK_NOW))

    assert 'data-act="undo_release"' in pages.fragment("door", a_view(room), NOW, "sv")
    assert 'data-act="undo_release"' not in pages.fragment("door", a_view(room), at(17, 25), "sv")
    assert pages.boundary(a_view(room), NOW) == at(17, 25)


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (a_room(vacated=True), "Joko lähditte?"),
        (a_room(vacated=True, frees_at=at(17, 25)), "Varaus päättyy klo 17.25, ellei kukaan palaa"),
        (a_room(ends_soon=True), "seuraavat ovat tulossa"),
        (a_room(ends_soon=True, space_kind=SpaceKind.EQUIPMENT), "laite on varattu seuraavalle"),
        (a_room(SpaceStatus.OVERRUN), "Seuraavan varauksen aika on alkanut"),
    ],
    ids=["left", "ends by itself", "ends soon", "device ends soon", "over time"],
)
def test_a_booking_that_was_left_or_stands_in_the_way_is_told(room: RoomView, words: str) -> None:
    """B7: and nothing of it stands on an ordinary page."""
    assert words in pages.fragment("door", a_view(room), NOW, "fi")
    assert "told-now" not in pages.fragment("door", a_view(), NOW, "fi")


@every_language
@pytest.mark.parametrize("shown", [a_room(), a_lobby()])
def test_a_notice_of_the_house_is_shown_beside_a_room_and_in_the_lobby(
    shown: RoomView | pages.LobbyView, language: str
) -> None:
    """H6, H7: closing, no new entries, check in again."""
    notice = Text(fi="Suljetaan klo 19.00", sv="St\u00e4nger kl. 19.00", en="Closes at 19:00")

    assert getattr(notice, language) in draw(a_view(shown, message=notice), language)


@pytest.mark.parametrize("mode", [Mode.EVACUATION, Mode.LOCKDOWN])
@pytest.mark.parametrize("shown", [a_room(), a_lobby()])
def test_edge_34_an_emergency_fills_the_display_in_three_languages(
    shown: RoomView | pages.LobbyView, mode: Mode
) -> None:
    """D9: whatever language was chosen, and with nothing else on the page."""
    drawn = draw(a_view(shown, mode=mode), "sv")

    assert all(TEXTS[f"mode.{mode}"][one] in drawn for one in LANGUAGES)
    assert 'role="alert"' in drawn
    assert "data-act" not in drawn
