"""What the house says aloud and writes on displays, in Finnish, Swedish and English (H6, H7, D9)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .contract.messages.envelope import Text
from .core.views import NoticeView
from .core.words import AnnouncementKind as Kind

SPOKEN: dict[Kind, dict[str, str]] = {
    Kind.CLOSING_IN: {
        "fi": "Hyvät asiakkaat, kirjasto suljetaan {minutes} minuutin kuluttua.",
        "sv": "Bästa kunder, biblioteket stänger om {minutes} minuter.",
        "en": "Dear visitors, the library closes in {minutes} minutes.",
    },
    Kind.NO_NEW_ENTRIES: {
        "fi": "Sisään ei enää pääse. Ulos pääsee koko ajan.",
        "sv": "Det går inte längre att komma in. Det går alltid att gå ut.",
        "en": "Nobody can come in any more. You can always leave.",
    },
    Kind.CLOSED: {
        "fi": "Kirjasto on nyt suljettu. Kiitos käynnistä ja tervetuloa uudelleen.",
        "sv": "Biblioteket är nu stängt. Tack för besöket och välkommen tillbaka.",
        "en": "The library is now closed. Thank you for your visit, and welcome back.",
    },
    Kind.STILL_INSIDE: {
        "fi": "Kirjasto on suljettu. Pyydämme kaikkia poistumaan. Ulos pääsee ovesta tavalliseen tapaan.",
        "sv": "Biblioteket är stängt. Vi ber alla att gå ut. Dörren öppnas inifrån som vanligt.",
        "en": "The library is closed. Please leave now. The door opens from inside as usual.",
    },
    Kind.CHECK_IN_AGAIN: {
        "fi": "Omatoimiaika on alkanut. Kirjaudu sisään uudelleen kirjastokortilla ja PIN-koodilla.",
        "sv": "Den obemannade tiden har börjat. Logga in på nytt med bibliotekskort och PIN-kod.",
        "en": "Self-service hours have begun. Please log in again with your library card and PIN.",
    },
    Kind.EVACUATION: {
        "fi": "Poistukaa rakennuksesta heti lähimmästä uloskäynnistä. Älkää käyttäkö hissiä.",
        "sv": "Lämna byggnaden genast genom närmaste utgång. Använd inte hissen.",
        "en": "Leave the building at once by the nearest exit. Do not use the lift.",
    },
    Kind.LOCKDOWN: {
        "fi": "Ulko-ovet on lukittu. Pysykää sisällä ja seuratkaa henkilökunnan ohjeita.",
        "sv": "Ytterdörrarna är låsta. Stanna inne och följ personalens anvisningar.",
        "en": "The outer doors are locked. Stay inside and follow the instructions of staff.",
    },
    Kind.VACATE: {
        "fi": "Varausaika on päättynyt. Vapauta tila seuraavalle.",
        "sv": "Bokningstiden är slut. Lämna utrymmet till nästa.",
        "en": "The booking is over. Please leave the room to the next visitors.",
    },
}
ONE_MINUTE = {
    "fi": "Hyvät asiakkaat, kirjasto suljetaan minuutin kuluttua.",
    "sv": "Bästa kunder, biblioteket stänger om en minut.",
    "en": "Dear visitors, the library closes in one minute.",
}
SHOWN: dict[Kind, dict[str, str]] = {
    Kind.CLOSING_IN: {
        "fi": "Kirjasto suljetaan klo {time}",
        "sv": "Biblioteket stänger kl. {time}",
        "en": "The library closes at {time}",
    },
    Kind.NO_NEW_ENTRIES: {
        "fi": "Kirjasto suljetaan klo {time}. Sisään ei enää pääse, ulos pääsee koko ajan",
        "sv": "Biblioteket stänger kl. {time}. Ingen ny ingång, det går alltid att gå ut",
        "en": "The library closes at {time}. No new entries; you can always leave",
    },
    Kind.STILL_INSIDE: {
        "fi": "Kirjasto on suljettu. Pyydämme poistumaan",
        "sv": "Biblioteket är stängt. Vi ber dig gå ut",
        "en": "The library is closed. Please leave now",
    },
    Kind.CHECK_IN_AGAIN: {
        "fi": "Kirjaudu sisään uudelleen kirjastokortilla ja PIN-koodilla",
        "sv": "Logga in på nytt med bibliotekskort och PIN-kod",
        "en": "Please log in again with your library card and PIN",
    },
}


def spoken(kind: Kind, minutes: int | None, language: str) -> str:
    """Return what is said."""
    if minutes == 1:
        return ONE_MINUTE[language]
    return SPOKEN[kind][language].format(minutes=minutes)


def shown(notice: NoticeView, zone: ZoneInfo) -> Text:
    """Return what displays show, with the wall clock's time."""
    words = SHOWN[notice.kind]
    return Text(
        fi=words["fi"].format(time=_clock(notice.at, zone, ".")),
        sv=words["sv"].format(time=_clock(notice.at, zone, ".")),
        en=words["en"].format(time=_clock(notice.at, zone, ":")),
    )


def _clock(at: datetime | None, zone: ZoneInfo, mark: str) -> str:
    return "" if at is None else at.astimezone(zone).strftime(f"%H{mark}%M")
