"""The words by which a name is told from a place, a business, a role or a plain word; lower case, without accents."""

from __future__ import annotations

from importlib.resources import files
from typing import Final


def _listed(name: str) -> frozenset[str]:
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALSO_WORDS: Final = _listed("also_words.txt")
GIVEN: Final = _listed("given_names.txt") - ALSO_WORDS
SURNAMES: Final = _listed("surnames.txt") - ALSO_WORDS - GIVEN
#: Every surname, with those that are also words or given names.
ANY_SURNAME: Final = _listed("surnames.txt")
#: "Pedrito", "Lupita": with a capital only, since a few are words too.
DIMINUTIVES: Final = frozenset(
    stem + ending
    for name in GIVEN
    for stem in [name[:-2] + ("qu" if name[-2] == "c" else "gu") if name[-2:-1] in ("c", "g") else name[:-1]]
    for ending in ("ito", "ita")
    if len(name) > 3 and name[-1] in "ao"
) - _words("evita bonita visita marita manita casita solita poquito bonito carrito finita delito bendito permita")
ANY_GIVEN: Final = _listed("given_names.txt") | DIMINUTIVES
#: What is a name and nothing else.
SURE: Final = GIVEN | SURNAMES

#: Before a name: whatever follows with a capital is one, and after the first row even what has none.
TITLES: Final = _words("mr mrs ms mx srta sra")
SOFT_TITLES: Final = _words(
    "miss sr dr don dona senor senora senorita padre father sister brother pastor profe "
    "prof rabbi imam rev reverend dra doctor doctora licenciado licenciada ingeniero ingeniera"
)
#: Staff of an agency are named by rank; they are no residents.
RANKS: Final = _words(
    "officer officers ofc ofcr sgt sergeant lt lieutenant capt captain chief deputy detective det cpl corporal "
    "cmdr commander ranger oficial oficiales sargento sargenta teniente capitan capitana jefe jefa comandante "
    "agente mayor councilmember councilman councilwoman supervisor alcalde alcaldesa concejal"
)
ROLES: Final = _words(
    "tenant tenants resident residents neighbor neighbors neighbour manager owner landlord landlady caretaker "
    "janitor clerk cashier guard cook coach teacher principal nurse custodian vendor student kid boy girl man "
    "woman guy lady son daughter mother mom father dad brother sister cousin uncle aunt grandma grandmother "
    "grandpa grandfather nephew niece husband wife boyfriend girlfriend ex friend victim suspect witness caller "
    "parent regular teen twin twins plumber barber driver volunteer homeless inquilino inquilina residente vecino "
    "vecina gerente encargado encargada administrador administradora dueno duena conserje guardia cajero cajera "
    "cocinero cocinera entrenador entrenadora maestro maestra profesor profesora director directora enfermero "
    "enfermera muchacho muchacha nino nina joven hombre mujer hijo hija madre mama padre papa hermano hermana "
    "primo prima tio tia abuelo abuela sobrino sobrina esposo esposa novio novia amigo amiga suegra suegro "
    "victima sospechoso sospechosa testigo plomero barbero chofer nieto nieta comadre compadre porter locksmith "
    "mechanic bartender waiter waitress florist doorman bouncer mailman gardener receptionist secretary attendant "
    "rp poc vic susp wit subj contact contacto "
    "valet super landscaper electrician complainant roommate uncle portero portera panadero carnicero mecanico "
    "cartero jardinero velador carpintero zapatero sastre electricista taquero frutero mesero mesera cantinero "
    "secretaria recepcionista tendero tendera cerrajero tintorero denunciante companero companera compadres"
)
#: "son of", "la mamá de": what follows is the name of a person.
KIN: Final = _words(
    "son daughter mother mom father dad brother sister cousin uncle aunt nephew niece husband wife kids boyfriend "
    "girlfriend friend twin grandmother grandfather hijo hija hijos madre mama padre papa hermano hermana primo "
    "prima tio tia abuelo abuela sobrino sobrina esposo esposa novio novia amigo amiga nieto nieta suegra suegro"
)
#: "named", "se llama", "alias": what follows is a name, with or without a capital.
CALLED: Final = _words(
    "named tal apodo moniker nombre llama llamado llamada apodado apodada alias aka nicknamed apellido surname llamaba"
)
#: "name is", "goes by", "le dicen", "conocido como".
CALLED_TWICE: Final = {
    "is": _words("name nombre"),
    "was": _words("name"),
    "es": _words("nombre apodo"),
    "by": _words("goes go went"),
    "dicen": _words("le"),
    "como": _words("conocido conocida"),
    "as": _words("known"),
    "call": _words("we they"),
    "him": _words("call calls called"),
    "her": _words("call calls called"),
}
NAMED_THINGS: Final = _words(
    "complex building street store shop park school dog dogs cat area project program event team place site road "
    "calle tienda escuela parque edificio perro gata gato programa evento equipo lugar negocio business "
    "restaurant bar"
)
#: Talk with a person: "spoke with", "hablé con", "le prometí a".
TALK: Final = _words(
    "talked spoke spoken talk chatted met told asked saw helped gave promised thanked visited called heard per "
    "left hable platique charle vi prometi pregunten pregunte segun conoci visite ayude dije saludo salude avise "
    "tarjeta card ask tell preguntar preguntale hablar habla avisar avisarle avisale avise dile digan contact "
    "text texted thank gracias llamar llamarle buscar busquen platicar"
)
#: Of these, the ones that are done with a person and hardly with a company.
TALK_WITH_A_PERSON: Final = _words(
    "ask asked tell told spoke talked chatted thanked thank hable hablar pregunte preguntar avise avisar platique dije"
)
#: After talk and a capital that no list knows: the talk goes on.
TALK_GOES_ON: Final = _words("about if re what where when why how sobre si cuando donde acerca porque para")
TALK_LINKS: Final = _words("to with for from a con por para by")
SPEAKS: Final = _words(
    "said says say told tells asked asks wants wanted complained complains thanked thanks lives lived promised "
    "thinks believes knows fixed brought organizes waters mows sells keeps helps moved saw called claims refused "
    "lost runs dijo dice pide pidio quiere quiso vive vivia cuenta conto prometio cree sabe vende ayuda trae "
    "trajo pregunta pregunto llamo organiza riega repara tiene anda fue vio necesita vino toma "
    "cuida duerme limpia grita barre fuma pelea amenaza ensena reparte manda molesta maneja camina vigila saluda "
    "agradece comenta avisa reporta trabaja lets locks drinks drives cleans yells cooks watches sleeps smokes "
    "fights steals deals teaches visits borrows begs likes hears hates hangs"
)
#: What only a person does: said of a capital that no list knows.
HUMAN: Final = _words(
    "said asks asked wants wanted tells told thinks complained complains thanked lives lived promised believes "
    "claims sells drinks smokes yells swears steals teaches dice dijo quiere cree vive vivia vende toma fuma "
    "ensena cuenta comenta agradece pregunta pregunto platica barre cuida prometio"
)
#: Between a name and what the person does.
BETWEEN: Final = _words("no ya se le les nos me lo ha siempre tambien never always also just")
#: Where staff stand: "June at the desk", "Faith from the front office".
STAFFED: Final = _words("desk counter front register office reception recepcion oficina caja mostrador")
#: Short forms that are words too: a capital inside a sentence is enough.
PET_NAMES: Final = _words(
    "nacho memo chela fito lupe kike cuco chito chicho chole trini concho pili lola lolita chucho"
)
#: Names that are mostly auxiliary verbs.
MODALS: Final = _words("will may")
MONTHS: Final = _words("april may june august abril julio agosto junio")
ARTICLES: Final = _words("the el la our su mi una un")
#: No name though it has a capital and speaks: things with writing on them, and who has no name.
NO_SPEAKER: Final = _words(
    "sign letter note notice poster map report website app letrero aviso carta nota everyone everybody someone "
    "somebody nobody anyone folks people staff customer customers employee worker gente alguien nadie todos "
    "empleado empleada trabajador cliente comerciante vendedor vendedora locatario company business utility "
    "group committee hospital bank church store shop market club hotel restaurant bar compania empresa banco "
    "comite grupo junta presidente president member dog perro cat gato seguridad pareja couple"
)
#: Endings of words for what someone does ("Dispatcher", "Tendero"): a role, no name.
ROLE_ENDINGS: Final = (
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "ero",
    "era",
    "ador",
    "adora",
    "ista",
    "ante",
    "ente",
    "ment",
    "tion",
)
#: Fillers between a role and the name.
FILLERS: Final = _words("is was maybe possibly probably es fue era quizas")
#: After these a surname alone is a street or a place.
AT: Final = _words(
    "on at near off along between across onto behind toward towards from in en sobre entre cerca esquina corner"
)
PLACE_AFTER: Final = _words(
    "st street ave avenue av blvd boulevard rd road dr drive ln lane ct court cir circle way pl place plaza park "
    "creek school elementary middle high primary academy college university campus preschool daycare church "
    "chapel parish cathedral temple mosque synagogue apartments apartment apts apt condos homes housing market "
    "mart supermarket store shop liquor liquors deli pizza pizzeria grill diner cafe coffee bakery taqueria "
    "restaurant bar pub auto tire tires towing laundry laundromat cleaners barber barbershop salon nails center "
    "centre library hall hospital clinic pharmacy motel inn hotel suites tower towers manor village gardens "
    "garden heights terrace estates lot garage building bldg complex bridge station field fields stadium pool gym "
    "gymnasium foundation mural memorial cemetery square alley highway hwy freeway expressway parkway pkwy trail "
    "path loop row ridge hill hills valley lake river canal beach ranch farm farms produce grocery groceries "
    "foods hardware plumbing roofing electric construction landscaping repair motors bros brothers club community "
    "courts playground court bank credit jr-high avenida calle parque escuela primaria secundaria tienda mercado "
    "plaza edificio iglesia hotel clinica panaderia intersection corner block blocks exit ramp district "
    "neighborhood house mansion property properties realty clubhouse insurance services supply furniture flowers "
    "jewelry thrift donuts bagels burgers tacos bbq kitchen studio theater theatre museum arena dock pier harbor "
    "marina landing junction crossing mall outlet outlets nursery kennels explorer truck sedan"
)
PLACE_BEFORE: Final = _words(
    "calle avenida av ave bulevar boulevard camino parque escuela primaria secundaria preparatoria colegio plaza "
    "iglesia parroquia templo capilla tienda abarrotes mercado st saint san santa santo santos fort ft mount mt "
    "cementerio panteon jardin unidad privada callejon cerrada andador calzada paseo prolongacion libramiento "
    "fraccionamiento modulo kinder liceo instituto universidad deportivo auditorio tianguis mini miscelanea "
    "tortilleria dulceria estetica barberia peluqueria fruteria cremeria polleria torteria cenaduria cerrajeria "
    "optica notaria consultorio veterinaria vulcanizadora refaccionaria autopartes pasteleria heladeria licoreria "
    "cantina bar mariscos pollos birrieria pupuseria menuderia pizzeria autolavado residencial terminal alberca "
    "lake port camp point point cape club residencial condominios condominio edificio colonia taqueria panaderia "
    "carniceria lavanderia farmacia hotel motel clinica biblioteca cafe ferreteria llanteria llantera salon "
    "restaurante supermercado super taller gimnasio estadio centro hospital barrio villa rancho casa hacienda "
    "puente glorieta via fonda la esquina neveria paleteria jugueria zapateria joyeria muebleria papeleria lake "
    "corner route "
    "highway los las el school park street avenue trader restaurant"
)
BUSINESS_BEFORE: Final = PLACE_BEFORE - _words("el la los las st san santa santo santos") | _words("tacos store shop")
LINKS: Final = _words("de la del los las el y da dos van von bin al di")
#: Capitals that begin no name.
NOT_NAMES: Final = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march september october november "
    "december lunes martes miercoles jueves viernes sabado enero febrero marzo septiembre octubre noviembre "
    "diciembre english spanish vietnamese hmong chinese korean tagalog arabic mexican black white latino hispanic "
    "asian indian filipino russian ukrainian haitian cuban salvadoran guatemalan honduran african american "
    "japanese samoan somali ethiopian arab persian armenian european brazilian management loss prevention desk "
    "reception parking union watch association council services service day week night meeting public works code "
    "enforcement animal control parks city county fire police district housing authority department dept office "
    "team board state health human resources main north south east west northeast northwest southeast southwest "
    "central old new first second third fourth fifth sixth i im we they he she it the a an and but or not no yes "
    "if when where who what this that these those there here our my your his her their its also then today "
    "yesterday tomorrow met saw told asked talked spoke gave helped per near at on in by for from with to walked "
    "checked called left found heard had has was is are were will can may must should would could did does do "
    "hablé vi el la los las un una y o pero si no cuando donde quien que esta este ese esa en con por para al del "
    "de hoy ayer se su sus mi me le les lo hay ya according between ask argument complaint complained reports "
    "reported per owner victim suspect both said says oak pine elm cedar maple apt unit bldg building room lot "
    "space hoa cps calle avenida platique hable segun cad caltrans starbucks walmart target costco safeway "
    "english dmv hud sro community neighborhood apartment property resident tenant manager security maintenance "
    "outreach code-enforcement homeless mental crisis youth senior"
)
#: Never a name after "mr." and "named", even in lower case.
STOP: Final = _words(
    "is was the a an and or of in on at for to who that with from they he she it when where by as el la los las "
    "un una en y o que se con por para es fue muy no after before above below streets places someone nobody "
    "because"
)
