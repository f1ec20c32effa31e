"""Every word a display shows, in Finnish, Swedish and English. The same keys in each."""

from typing import Final

LANGUAGES: Final = ("fi", "sv", "en")
NAMES: Final = {"fi": "Suomi", "sv": "Svenska", "en": "English"}

TEXTS: Final[dict[str, dict[str, str]]] = {
    "status.free": {"fi": "Vapaa", "sv": "Ledigt", "en": "Free"},
    "status.reserved_soon": {"fi": "Pian varattu", "sv": "Snart bokat", "en": "Reserved soon"},
    "status.awaiting_check_in": {
        "fi": "Odottaa saapumista",
        "sv": "Väntar på ankomst",
        "en": "Awaiting check-in",
    },
    "status.in_use": {"fi": "Varattu", "sv": "Upptaget", "en": "In use"},
    "status.overrun": {"fi": "Aika päättyi", "sv": "Tiden är slut", "en": "Time is up"},
    "status.turnaround": {"fi": "Valmistellaan", "sv": "Iordningställs", "en": "Being prepared"},
    "status.out_of_service": {"fi": "Pois käytöstä", "sv": "Ur bruk", "en": "Out of service"},
    "status.closed": {"fi": "Suljettu", "sv": "Stängt", "en": "Closed"},
    "status.unknown": {"fi": "Tilanne ei tiedossa", "sv": "Läget är okänt", "en": "Not known"},
    "mode.closed": {
        "fi": "Kirjasto on suljettu",
        "sv": "Biblioteket är stängt",
        "en": "The library is closed",
    },
    "mode.service": {"fi": "Palveluaika", "sv": "Servicetid", "en": "Service hours"},
    "mode.staffed_self_service": {"fi": "Itsepalveluaika", "sv": "Självbetjäning", "en": "Self-service"},
    "mode.unstaffed_self_service": {"fi": "Omatoimiaika", "sv": "Meröppet", "en": "Open library"},
    "mode.event_only": {"fi": "Vain tapahtuma", "sv": "Endast evenemang", "en": "Event only"},
    "mode.evacuation": {"fi": "Poistu rakennuksesta", "sv": "Lämna byggnaden", "en": "Leave the building"},
    "mode.lockdown": {"fi": "Sisään ei pääse", "sv": "Ingen ingång", "en": "No entry"},
    "mode.unknown": {
        "fi": "Aukiolo ei tiedossa",
        "sv": "Öppettiderna okända",
        "en": "Opening hours not known",
    },
    "about.service": {
        "fi": "Henkilökunta palvelee sinua",
        "sv": "Personalen betjänar dig",
        "en": "Our staff are at your service",
    },
    "about.staffed_self_service": {
        "fi": "Lainaa ja palauta automaateilla, tilat ovat käytössäsi",
        "sv": "Låna och lämna tillbaka i automaterna, utrymmena är öppna",
        "en": "Borrow and return at the machines; the rooms are yours to use",
    },
    "about.unstaffed_self_service": {
        "fi": "Sisään kirjastokortilla ja PIN-koodilla",
        "sv": "In med bibliotekskort och PIN-kod",
        "en": "Enter with your library card and PIN",
    },
    "about.event_only": {
        "fi": "Avoinna tapahtuman osallistujille",
        "sv": "Öppet för dem som deltar i evenemanget",
        "en": "Open to those taking part in the event",
    },
    "about.closed": {"fi": "Tervetuloa taas", "sv": "Välkommen tillbaka", "en": "You are welcome back soon"},
    "about.evacuation": {
        "fi": "Käytä lähintä uloskäyntiä",
        "sv": "Använd närmaste utgång",
        "en": "Use the nearest exit",
    },
    "about.lockdown": {
        "fi": "Ulos pääsee koko ajan",
        "sv": "Det går alltid att gå ut",
        "en": "You can always leave",
    },
    "about.unknown": {"fi": "Kysy henkilökunnalta", "sv": "Fråga personalen", "en": "Please ask our staff"},
    "short.service": {"fi": "palvelu", "sv": "service", "en": "service"},
    "short.staffed_self_service": {"fi": "itsepalvelu", "sv": "självbetjäning", "en": "self-service"},
    "short.unstaffed_self_service": {"fi": "omatoimi", "sv": "meröppet", "en": "open library"},
    "short.event_only": {"fi": "tapahtuma", "sv": "evenemang", "en": "event"},
    "until": {"fi": "klo {time} asti", "sv": "till kl. {time}", "en": "until {time}"},
    "until_day": {"fi": "{day} klo {time} asti", "sv": "till {day} kl. {time}", "en": "until {day} {time}"},
    "starting": {"fi": "klo {time} alkaen", "sv": "från kl. {time}", "en": "from {time}"},
    "opens": {
        "fi": "Avataan {day} klo {time}",
        "sv": "Öppnar {day} kl. {time}",
        "en": "Opens {day} at {time}",
    },
    "then": {"fi": "sitten {what}", "sv": "sedan {what}", "en": "then {what}"},
    "rest_of_day": {"fi": "koko loppupäivän", "sv": "resten av dagen", "en": "for the rest of the day"},
    "now": {"fi": "Nyt", "sv": "Nu", "en": "Now"},
    "next": {"fi": "Seuraava", "sv": "Nästa", "en": "Next"},
    "check_in_by": {
        "fi": "Ilmoittaudu viimeistään klo {time}, muuten varaus vapautuu muille",
        "sv": "Anmäl dig senast kl. {time}, annars frigörs bokningen",
        "en": "Check in by {time}, or the booking is given to others",
    },
    "released": {
        "fi": "Varaus vapautui, koska kukaan ei ilmoittautunut. Saat sen vielä takaisin.",
        "sv": "Bokningen frigjordes eftersom ingen anmälde sig. Du kan ännu få den tillbaka.",
        "en": "The booking was released because nobody checked in. You can still have it back.",
    },
    "vacated": {
        "fi": "Joko lähditte? Lopeta varaus, niin tila vapautuu muille.",
        "sv": "Har ni redan gått? Avsluta bokningen så blir rummet ledigt för andra.",
        "en": "Have you left already? End the booking, and others can use the room.",
    },
    "vacated_frees": {
        "fi": "Täällä ei näy ketään. Varaus päättyy klo {time}, ellei kukaan palaa.",
        "sv": "Ingen syns till här. Bokningen avslutas kl. {time} om ingen kommer tillbaka.",
        "en": "Nobody seems to be here. The booking ends at {time} unless somebody comes back.",
    },
    "ends_soon": {
        "fi": "Aika päättyy pian, ja seuraavat ovat tulossa. Kiitos, että siistitte tilan.",
        "sv": "Tiden är snart slut och nästa grupp är på väg. Tack för att ni städar efter er.",
        "en": "Your time is nearly up and others are coming. Thank you for leaving the room tidy.",
    },
    "ends_soon_equipment": {
        "fi": "Aika päättyy pian, ja laite on varattu seuraavalle.",
        "sv": "Tiden är snart slut, och apparaten är bokad för nästa.",
        "en": "Your time is nearly up, and the device is booked after you.",
    },
    "overrun": {
        "fi": "Seuraavan varauksen aika on alkanut. Kiitos, että annatte tilan seuraaville.",
        "sv": "Nästa bokning har börjat. Tack för att ni lämnar plats åt nästa grupp.",
        "en": "The next booking has started. Thank you for making room for the others.",
    },
    "nothing_now": {"fi": "Ei varausta", "sv": "Ingen bokning", "en": "No booking"},
    "nothing_next": {
        "fi": "Ei muita varauksia tänään",
        "sv": "Inga fler bokningar i dag",
        "en": "No more bookings today",
    },
    "not_known": {"fi": "Ei tiedossa", "sv": "Inte känt", "en": "Not known"},
    "booking": {"fi": "Varaus", "sv": "Bokning", "en": "Booking"},
    "today": {"fi": "tänään", "sv": "i dag", "en": "today"},
    "tomorrow": {"fi": "huomenna", "sv": "i morgon", "en": "tomorrow"},
    "until_tomorrow": {
        "fi": "huomiseen klo {time} asti",
        "sv": "till i morgon kl. {time}",
        "en": "until tomorrow {time}",
    },
    "this_week": {"fi": "Aukiolo", "sv": "Öppettider", "en": "Opening hours"},
    "spaces": {"fi": "Tilat", "sv": "Utrymmen", "en": "Rooms"},
    "events": {"fi": "Tapahtumat", "sv": "Evenemang", "en": "Events"},
    "no_events": {"fi": "Ei tapahtumia tänään", "sv": "Inga evenemang i dag", "en": "No events today"},
    "closed_day": {"fi": "suljettu", "sv": "stängt", "en": "closed"},
    "day.holiday": {"fi": "Pyhäpäivä", "sv": "Helgdag", "en": "Holiday"},
    "day.eve": {"fi": "Aatto", "sv": "Afton", "en": "Eve"},
    "day.exception": {"fi": "Poikkeava", "sv": "Undantag", "en": "Exception"},
    "unknown_day": {"fi": "ei tiedossa", "sv": "okänt", "en": "not known"},
    "from": {"fi": "varattu klo {time} alkaen", "sv": "bokat från kl. {time}", "en": "booked from {time}"},
    "how_to_book": {
        "fi": "Varaa tila oven vieressä olevalta näytöltä tai verkossa",
        "sv": "Boka på skärmen vid dörren eller på webben",
        "en": "Book at the screen beside the door or online",
    },
    "people": {"fi": "Kävijöitä nyt", "sv": "Besökare nu", "en": "Visitors now"},
    "level.quiet": {"fi": "Rauhallista", "sv": "Lugnt", "en": "Quiet"},
    "level.normal": {"fi": "Sopivasti väkeä", "sv": "Lagom med folk", "en": "Pleasantly busy"},
    "level.busy": {"fi": "Ruuhkaista", "sv": "Mycket folk", "en": "Busy"},
    "level.full": {"fi": "Täynnä", "sv": "Fullt", "en": "Full"},
    "full": {"fi": "Täynnä", "sv": "Fullt", "en": "Full"},
    "full_help": {
        "fi": "Odota hetki: sisään mahtuu, kun joku lähtee.",
        "sv": "Vänta en stund: det finns plats när någon går.",
        "en": "Please wait a moment: there is room when somebody leaves.",
    },
    "full_house": {"fi": "Kirjasto täynnä", "sv": "Biblioteket är fullt", "en": "The library is full"},
    "capacity": {"fi": "{count} hengelle", "sv": "för {count} personer", "en": "seats {count}"},
    "act.book_now": {"fi": "Varaa nyt", "sv": "Boka nu", "en": "Book now"},
    "act.check_in": {"fi": "Olen paikalla", "sv": "Jag är här", "en": "Check in"},
    "act.extend": {"fi": "Jatka aikaa", "sv": "Förläng", "en": "Extend"},
    "act.end": {"fi": "Lopeta varaus", "sv": "Avsluta bokningen", "en": "End booking"},
    "act.call_staff": {"fi": "Kutsu henkilökunta", "sv": "Kalla på personal", "en": "Call staff"},
    "act.undo_release": {"fi": "Olen täällä", "sv": "Jag är här", "en": "I am here"},
    "act.confirm_end": {"fi": "Vahvista lopetus", "sv": "Bekräfta avslut", "en": "Confirm the end"},
    "minutes": {"fi": "{count} min", "sv": "{count} min", "en": "{count} min"},
    "code.done": {"fi": "Onnistui!", "sv": "Klart!", "en": "Done!"},
    "code.done_until": {
        "fi": "Tila on sinun klo {time} asti",
        "sv": "Rummet är ditt till kl. {time}",
        "en": "The room is yours until {time}",
    },
    "code.done_until_equipment": {
        "fi": "Laite on sinun klo {time} asti",
        "sv": "Apparaten är din till kl. {time}",
        "en": "The device is yours until {time}",
    },
    "code.done_end_equipment": {
        "fi": "Kiitos, laite on vapautettu",
        "sv": "Tack, apparaten är ledig igen",
        "en": "Thank you, the device is free again",
    },
    "code.done_call_staff": {
        "fi": "Henkilökunta on kutsuttu",
        "sv": "Personalen har kallats",
        "en": "Our staff have been called",
    },
    "code.done_end": {
        "fi": "Kiitos, tila on vapautettu",
        "sv": "Tack, rummet är ledigt igen",
        "en": "Thank you, the room is free again",
    },
    "code.taken": {
        "fi": "Joku ehti ensin. Valitse toinen aika",
        "sv": "Någon hann före. Välj en annan tid",
        "en": "Somebody was faster. Choose another time",
    },
    "code.too_long": {
        "fi": "Näin pitkää aikaa ei voi varata",
        "sv": "Så lång tid går inte att boka",
        "en": "That is too long",
    },
    "code.too_late": {
        "fi": "Varausta ei voi enää palauttaa",
        "sv": "Bokningen kan inte längre återställas",
        "en": "It is too late to have the booking back",
    },
    "code.too_early": {
        "fi": "On vielä liian aikaista",
        "sv": "Det är ännu för tidigt",
        "en": "It is still too early",
    },
    "code.closed": {
        "fi": "Kirjasto on silloin suljettu",
        "sv": "Biblioteket är stängt då",
        "en": "The library is closed then",
    },
    "code.nothing_to_do": {
        "fi": "Varaus oli jo päättynyt",
        "sv": "Bokningen var redan slut",
        "en": "The booking had already ended",
    },
    "code.not_allowed": {
        "fi": "Tätä ei voi tehdä näytöltä",
        "sv": "Det går inte att göra här",
        "en": "This cannot be done at the screen",
    },
    "code.read_only": {
        "fi": "Tee muutos varausjärjestelmässä",
        "sv": "Gör ändringen i bokningssystemet",
        "en": "Please change it in the booking system",
    },
    "code.expired": {
        "fi": "Vastausta ei saatu ajoissa. Yritä uudelleen",
        "sv": "Svaret dröjde. Försök igen",
        "en": "That took too long. Please try again",
    },
    "code.source_down": {
        "fi": "Varausjärjestelmä ei vastaa. Yritä hetken päästä",
        "sv": "Bokningssystemet svarar inte. Försök snart igen",
        "en": "The booking system does not answer. Try again soon",
    },
    "code.not_ready": {
        "fi": "Näyttö ei ole juuri nyt yhteydessä",
        "sv": "Skärmen har ingen kontakt just nu",
        "en": "The screen is not connected just now",
    },
    "code.invalid": {
        "fi": "Jokin meni vikaan. Yritä uudelleen",
        "sv": "Något gick fel. Försök igen",
        "en": "Something went wrong. Please try again",
    },
    "code.too_many": {
        "fi": "Liian monta yritystä. Odota hetki",
        "sv": "För många försök. Vänta en stund",
        "en": "Too many tries. Please wait a moment",
    },
    "code.unknown": {
        "fi": "Jokin meni vikaan. Yritä uudelleen",
        "sv": "Något gick fel. Försök igen",
        "en": "Something went wrong. Please try again",
    },
    "working": {"fi": "Hetki…", "sv": "Ett ögonblick…", "en": "One moment…"},
    "not_live": {"fi": "Ei ajan tasalla", "sv": "Inte uppdaterad", "en": "Not live"},
    "not_live_since": {
        "fi": "Päivitetty viimeksi klo {time}",
        "sv": "Senast uppdaterad kl. {time}",
        "en": "Last updated {time}",
    },
    "not_live_help": {
        "fi": "Varaaminen ei onnistu juuri nyt. Kysy henkilökunnalta.",
        "sv": "Det går inte att boka just nu. Fråga personalen.",
        "en": "Booking does not work just now. Please ask our staff.",
    },
    "bookings_stale": {
        "fi": "Varausjärjestelmään ei saada yhteyttä: varaukset voivat olla vanhoja",
        "sv": "Ingen kontakt med bokningssystemet: bokningarna kan vara gamla",
        "en": "The booking system cannot be reached: bookings may be out of date",
    },
    "waiting": {"fi": "Näyttö käynnistyy", "sv": "Skärmen startar", "en": "The screen is starting"},
    "waiting_help": {
        "fi": "Odotetaan kirjaston tietoja. Jos tämä jatkuu, tarkista näytön tunnus {display} Home Assistantissa.",
        "sv": "Väntar på bibliotekets uppgifter. Om detta fortsätter, kontrollera skärmens id {display} i Home Assistant.",
        "en": "Waiting for the library's data. If this goes on, check the display id {display} in Home Assistant.",
    },
    "skip": {"fi": "Siirry sisältöön", "sv": "Gå till innehållet", "en": "Skip to the content"},
    "language": {"fi": "Kieli", "sv": "Språk", "en": "Language"},
    "day_line": {"fi": "Päivän varaukset", "sv": "Dagens bokningar", "en": "Today's bookings"},
}

WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "fi": ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
WEEKDAYS_SHORT: Final[dict[str, tuple[str, ...]]] = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
UNTIL_WEEKDAY: Final[dict[str, tuple[str, ...]]] = {
    "fi": (
        "maanantaihin",
        "tiistaihin",
        "keskiviikkoon",
        "torstaihin",
        "perjantaihin",
        "lauantaihin",
        "sunnuntaihin",
    ),
    "sv": WEEKDAYS["sv"],
    "en": WEEKDAYS["en"],
}
ON_WEEKDAY: Final[dict[str, tuple[str, ...]]] = {
    "fi": (
        "maanantaina",
        "tiistaina",
        "keskiviikkona",
        "torstaina",
        "perjantaina",
        "lauantaina",
        "sunnuntaina",
    ),
    "sv": ("på måndag", "på tisdag", "på onsdag", "på torsdag", "på fredag", "på lördag", "på söndag"),
    "en": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"),
}


def text(key: str, language: str, **values: str) -> str:
    """Return one text; KeyError when there is none."""
    return TEXTS[key][language].format(**values)
