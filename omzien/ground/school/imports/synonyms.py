"""What schools call their columns. Headers are compared without case, accents, spaces and punctuation."""

from django.utils.translation import gettext_lazy as _

# Our fields and their names on screen; the Dutch names of 6.2 in the domain are the first synonym of each.
FIELDS = {
    "pupil_id": _("leerlingnummer"),
    "staff_id": _("personeelsnummer"),
    "code": _("afkorting van een medewerker"),
    "given_name": _("roepnaam"),
    "infix": _("tussenvoegsel"),
    "family_name": _("achternaam"),
    "name": _("hele naam in één kolom"),
    "group": _("stamgroep of klas"),
    "grade": _("leerjaar"),
    "mentor": _("mentor (afkorting of naam)"),
    "email": _("e-mail"),
    "birth_date": _("geboortedatum"),
    "start": _("begindatum"),
    "end": _("einddatum"),
    "core_team": _("kernteam"),
    "role": _("functie of rol"),
    "relation": _("relatie (bij ouders)"),
    "guardian_id": _("nummer van de ouder of verzorger"),
    "phone": _("telefoon van de ouder of verzorger"),
}

# The order within a field is its rank: when a list has both "stamgroep" and "lesgroep", the first one counts.
_WORDS = {
    "pupil_id": "leerlingnummer idleerling nummerleerling leerlingnr leerlingnum lln llnr llnummer llnnummer llnnr leerlingid leerlingcode "
    "studentnr studentnummer studentid studentcode stamnummer stamnr leerlingstamnummer studentnumber pupilid "
    "pupilnumber leerlingexternid",
    "staff_id": "personeelsnummer personeelsnr personeelnummer personeelnr personeelsid medewerkernummer "
    "medewerkernr medewerkerid medewerkersnummer docentnummer docentnr docentid employeeid employeenumber "
    "staffid staffnumber stafid",
    "code": "afkorting code docentcode docentafkorting medewerkercode medewerkerafkorting personeelscode "
    "personeelsafkorting roostercode lettercode paraaf afk roosterafkorting initialencode",
    "given_name": "roepnaam voornaam givenname firstname roepnm roepnamen voornamen eerstevoornaam doopnamen "
    "officielevoornamen forename",
    "infix": "tussenvoegsel voorvoegsel tussenvoegsels voorvoegsels tussenv voorv tv tvg tvgsl tussenvgsl voegsel "
    "infix middlename prefix surnameprefix tussen vvgsl vv",
    "family_name": "achternaam familienaam geslachtsnaam surname lastname familyname achternm sn",
    "name": "naam volledigenaam naamvolledig helenaam leerlingnaam naamleerling leerling fullname displayname "
    "weergavenaam name medewerkernaam naammedewerker medewerker docentnaam naamdocent docent personeelslid",
    "group": "stamgroep stamklas stamgroepnaam stamgroepcode basisgroep klas klasnaam klascode mentorgroep "
    "mentorklas mentorgroepnaam groep groepnaam groepsnaam groepscode groepcode klasgroep groepklas homegroup "
    "homeroom class classname lesgroep lesgroepen lesgroepnaam mentorvan mentorvanklas",
    "grade": "leerjaar jaarlaag leerlaag jaargroep lj grade gradelevel yeargroup leerjaren huidigleerjaar klasjaar",
    "mentor": "mentorafkorting mentorcode mentor mentornaam naammentor mentoren mentors mentor1 mentor2 mentor3 "
    "eerstementor tweedementor mentorafk klassenmentor mentorstamgroep stamgroepmentor persoonlijkementor tutor "
    "coach mentorroostercode afkortingmentor codementor mentors1 mentoremail emailmentor",
    "email": "email emailschool schoolemail schoolmail emailadresschool mail emailadres mailadres emailaddress "
    "emailleerling leerlingemail mailleerling emailadresleerling leerlingmail emailmedewerker emaildocent "
    "emailwerk werkemail werkmail zakelijkeemail emailzakelijk upn userprincipalname emailaccount accountemail",
    "birth_date": "geboortedatum gebdatum gebdat geboren geboortedat gebdt birthdate dateofbirth dob birthday "
    "geborenop datumgeboorte",
    "start": "begindatum startdatum ingangsdatum plaatsingsdatum vanaf van datumin indatum begin start startdate "
    "begindate inschrijfdatum inschrijvingsdatum datuminschrijving begindatumplaatsing begindatuminschrijving "
    "datumindienst indienst datumindiensttreding begindatumdienstverband datumvan",
    "end": "einddatum tot totenmet tm uitdatum datumuit einde eind enddate uitschrijfdatum uitschrijvingsdatum "
    "datumuitschrijving einddatumplaatsing einddatuminschrijving vertrekdatum uitstroomdatum datumuitdienst "
    "uitdienst einddatumdienstverband datumtot",
    "core_team": "kernteam onderwijskernteam kernteamnaam coreteam okt team teamnaam",
    "role": "functie rol rollen functies role roles functienaam functieomschrijving taak taken schoolrol",
    "relation": "relatie relation soortrelatie relatietype relatiesoort verwantschap relatiemetleerling",
    "guardian_id": "oudernummer ouderid verzorgernummer verzorgerid ouderverzorgernummer ouderverzorgerid relatienummer "
    "guardianid parentid contactid",
    "phone": "telefoon telefoonnummer tel telnr telefoonnr mobiel mobielnummer mobieltelefoon mobieletelefoon "
    "mobieltelefoonnummer phone mobile gsm telefoonmobiel telefoonthuis telefoonprive sms",
    # A number of whoever the list is about.
    "id": "id nummer nr uuid externid externalid externcode sourcedid sisid uniekeid sleutel externnummer",
}


def _words(text: str) -> list[str]:
    return text.split()


SYNONYMS = {word: (field, rank) for field, words in _WORDS.items() for rank, word in enumerate(_words(words))}

# Never read further than the header: citizen numbers, secrets, addresses, pictures, and what says who somebody is.
_PRIVATE = _words(
    "bsn burgerservice sofi onderwijsnummer persoonsgebonden paspoort idbewijs identiteitsbewijs wachtwoord password "
    "passwd pincode adres address straat street huisnummer huisnr postcode postalcode zipcode woonplaats geboorteplaats "
    "geboorteland birthplace birthcountry countryofbirth cityofbirth stateofbirth foto photo picture avatar pasfoto "
    "geslacht gender nationalit religie religio geloof godsdienst levensovertuiging etnisch etnici ethnic afkomst "
    "herkomst moedertaal thuistaal allochtoon cumi medisch huisarts allergie diagnose handicap beperking gewicht "
    "verzekering iban bankrekening rekeningnummer verblijf americanindian asian africanamerican pacificislander "
    "hispanic demographic"
)
_PRIVATE_WORDS = frozenset(
    _words("sex sexe mv plaats land gemeente taal pgn city country state race white wijk buurt provincie zip")
)
# Harmless, but nothing here asks for it.
_NOT_NEEDED = frozenset(
    _words(
        "voorletters voorletter initialen initials officielenaam opleiding opleidingnaam afdeling niveau profiel studie "
        "locatie vestiging school schoolnaam schoolid brin brinnummer schooljaar status eckid ketenid gebruikersnaam username "
        "login loginnaam inlognaam vak vakken lokaal kluisje kluisnummer pasnummer cohort volgnummer titel aanhef aanspreekvorm "
        "aanspreektitel rij watisermis bijzonderheden opmerking opmerkingen leeftijd aantal rangnummer klassenboek isactief actief inactief "
        "enabled enableduser activedirectorymatchid datelastmodified schoolyear sectorcode leerweg elementcode "
        "studierichting emailprive priveemail prive emailthuis thuismail isdocent fte"
    )
)


def is_private(header: str) -> bool:
    """Tell whether a normalised header names what is never stored."""
    rest = header.replace("emailadres", "email").replace("mailadres", "mail").replace("emailaddress", "email")
    return rest in _PRIVATE_WORDS or any(word in rest for word in _PRIVATE)


def is_not_needed(header: str) -> bool:
    """Tell whether a normalised header is known and not used."""
    return header in _NOT_NEEDED
