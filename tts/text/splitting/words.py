"""What a language's splitter has to know of its words: abbreviations by what may follow, and words that open."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Words:
    """Small letters throughout, abbreviations without their last full stop and without spaces: "z.b"."""

    leading: frozenset[str]  # never end a sentence: "Dr. Who"
    counting: frozenset[str]  # do not in front of a number: "No. 5"
    trailing: frozenset[str]  # do only in front of a word that opens one: "Acme Inc. The"
    openers: frozenset[str]  # with a capital, mostly the first word of a sentence
    ordinals: bool = False  # whether "3." is how "third" is written
    subjects: frozenset[str] = frozenset()  # open a sentence behind an abbreviation if a small letter follows


def _words(
    leading: str, counting: str, trailing: str, openers: str, *, ordinals: bool = False, subjects: str = ""
) -> Words:
    kinds = [frozenset(words.split()) for words in (leading, counting, trailing, openers, subjects)]
    return Words(kinds[0], kinds[1], kinds[2], kinds[3], ordinals, kinds[4])


_ENGLISH: Final = _words(
    leading="""mr mrs ms mx messrs dr prof hon rev fr msgr mt ste rt sen sens rep reps gov govs pres gen col maj
        capt cmdr cdr comdr adm lt lieut sgt ssgt cpl lcpl pfc pvt spc const det insp supt amb atty
        gens asst assoc dir vs v e.g i.e cf viz n.b a.k.a ca""",
    counting="""ft lb lbs oz hr hrs no nos n° nº p pp fig figs vol vols ch chap sec sect art para pt ver c approx
        est tel ext eq eqs ref refs op cap app jan feb mar apr jun jul aug sep sept oct nov dec mon
        tue tues wed thu thur thurs fri sat sun rs""",
    trailing="""al st ft jr sr inc corp co cos ltd llc plc bros dept univ assn intl natl govt ave blvd rd hwy sq
        bldg mfg ph.d m.d b.a m.a b.sc m.sc d.phil esq ala ariz ark calif colo conn del fla ill kan
        mass mich minn mont neb nev okla ore tenn tex wash wis wyo ed eds trans rev comp repr jan
        feb mar apr aug sep sept oct nov dec brig""",
    openers="""the a an this that these those there here he she it we they i you his her its our their my your one
        some many most all each both no not but and or so yet if when while where why how what who
        whose which whether as at by for from in into of on to with without under over after before
        since until during despite although though because however moreover meanwhile instead then
        thus therefore still also even now today yesterday once according did do does is are was
        were has have had can could would should let please it's he's she's that's there's i'm i've
        we're they're don't didn't perhaps maybe another other such like among between about it’s
        he’s she’s that’s there’s i’m i’ve we’re they’re don’t didn’t several nobody everyone""",
    subjects="""police officials agents authorities investigators prosecutors detectives witnesses residents neighbors
        neighbours analysts critics experts researchers scientists engineers doctors lawyers reporters
        journalists firefighters rescuers protesters voters workers employees executives families
        relatives friends supporters opponents historians economists people children sales shares
        profits prices stocks""",
)
_GERMAN: Final = _words(
    leading="""dr prof hr hrn fr st hl ing dipl mag bzw z.b d.h u.a u.ä o.ä z.t i.d.r i.a s.o s.u vgl bspw ggf evtl
        ca inkl exkl zzgl sog v.a m.e a.d i.b i.h.v z.z zz z.hd gem geb gest verh lat engl franz
        griech ital dt num abs einschl insb insbes allg ehem gegr jr sen sr""",
    counting="""nr nrn s abb tab bd bde kap art § ziff abs abschn aufl jg st tel jan feb mär apr jun jul aug sep
        sept okt nov dez mo di mi do fr sa so v""",
    trailing="""usw etc str co mio mrd tsd std min sek jh jhd jhs n.chr v.chr n.christus v.christus ff f usf uvm
        u.s.w u.v.m""",
    openers="""der die das den dem des ein eine einen einem einer eines er sie es wir ihr ich du man dieser diese
        dieses diesen diesem jener jene sein seine ihre ihren mein meine unser unsere und aber oder
        doch denn sondern wenn weil da als wie was wer wo warum wann ob nach vor seit bei mit ohne
        für gegen durch um an am auf aus im in zu zum zur von vom über unter zwischen während trotz
        wegen obwohl damit dann danach dort hier heute gestern morgen jetzt nun so auch nur noch
        schon viele einige alle kein keine nicht damals zuletzt außerdem allerdings jedoch deshalb
        dabei dafür dazu daher später inzwischen ist sind war waren hat haben kann""",
    ordinals=True,
)
_FRENCH: Final = _words(
    leading="""m mm mme mmes mlle mlles me dr pr mgr st ste p.ex c.-à-d cf env ex av apr adj adm col gén lt cap cdt
        vve""",
    counting="n no nos n° nº p pp fig vol chap art al tél t éd janv févr avr juil sept oct nov déc",
    trailing="j.-c av.j.-c apr.j.-c ap.j.-c cie éts bd boul",
    openers="""le la les un une des du de il elle ils elles on nous vous je tu ce cette ces cet cela ça c’est c'est
        l’ l' mon ma son sa ses leur leurs notre votre et mais ou donc or car si quand lorsque comme
        où qui que quoi pourquoi comment après avant depuis dans en sur sous avec sans pour par chez
        entre pendant malgré alors puis ensuite enfin aujourd’hui aujourd'hui hier ici là tout tous
        toutes plusieurs certains aucun personne rien à au aux selon cependant toutefois pourtant
        ainsi aussi d’ d' qu’ qu' j’ai j'ai n’y""",
)
_SPANISH: Final = _words(
    leading="""sr sra sres sras srta d dª dña dr dra dres prof profa lic ing arq gral cnel cap tte pbro mons fr sto
        sta p.ej p.e vs ee aa ff rr av avda c pza""",
    counting="n no nº n° núm núms pág págs p pp fig vol cap art tel t tomo ed aprox",
    trailing="ee.uu uu s.a s.l cía ltda dpto jr a.c d.c u.s",
    openers="""el la los las un una unos unas él ella ellos ellas yo tú usted nosotros este esta estos estas ese
        esa eso esto aquel aquella su sus mi mis nuestro y e o pero sino aunque si cuando como donde
        dónde qué quién por para porque pues en de del a al con sin sobre entre desde hasta tras
        durante según después antes luego entonces hoy ayer ahora aquí allí ya no nadie nada todo
        todos muchos algunos otro otra también además así es era fue hay embargo""",
)
_ITALIAN: Final = _words(
    leading="""sig sigg sig.ra sig.na dott dott.ssa dr prof prof.ssa avv ing arch rag geom on sen mons don s ss
        p.es es cfr v gen col cap ten ca""",
    counting="n nn nr n° nº p pp pag pagg fig vol cap art tel ed",
    trailing="s.p.a s.r.l spa srl a.c d.c f.lli jr",
    openers="""il lo la i gli le un uno una l’ l' egli ella lui lei loro noi voi io tu questo questa questi queste
        quello quella ciò suo sua suoi mio nostro e ed o ma però se quando come dove perché che chi
        cosa per con senza su sul sulla tra fra da dal dalla di del della dei in nel nella a al alla
        ai dopo prima poi durante secondo oggi ieri ora allora qui non nessuno tutto tutti molti
        alcuni altro anche inoltre così è era sono c’è c'è""",
)
_PORTUGUESE: Final = _words(
    leading="""sr sra srs sras srta d dª dr dra drs dras prof profa eng arq gen cel cap ten sto sta p.ex ex v exmo
        exma av al pça r""",
    counting="n no nº n° núm pág págs p pp fig vol cap art tel ed aprox",
    trailing="s.a ltda cia jr a.c d.c e.u.a eua",
    openers="""o a os as um uma uns umas ele ela eles elas eu tu você vocês nós este esta estes estas esse essa
        isso isto aquele aquela seu sua seus suas meu minha nosso e ou mas porém se quando como onde
        que quem por para porque pois em no na nos nas de do da dos das ao à com sem sobre entre
        desde até após durante segundo depois antes então hoje ontem agora aqui já não ninguém nada
        tudo todos muitos alguns outro também além assim é era foi há""",
)
_DUTCH: Final = _words(
    leading="""dhr mevr mw mej dr drs ir ing mr prof ds st sr jhr bijv d.w.z o.a m.a.w m.b.t t.a.v o.l.v i.v.m
        t.o.v i.p.v z.g zgn resp vgl ca incl excl m.n a.k.a""",
    counting="nr nrs no blz p pp pag fig afb art hfst dl jrg tel jan feb mrt apr jun jul aug sept okt nov dec",
    trailing="bv enz etc jr co v.chr n.chr e.d e.v.a mln mld",
    openers="""de het een hij zij ze wij we ik jij je u dit dat deze die zijn haar hun ons onze mijn er en maar of
        want dus als toen wanneer waar wat wie waarom hoe omdat hoewel na voor sinds bij met zonder
        tegen door om aan op uit in naar van over onder tussen tijdens ondanks volgens daarna dan
        daar hier vandaag gisteren nu ook nog al veel alle geen niet niemand is was heeft had kan 's
        't 'n 'k""",
)
_POLISH: Final = _words(
    leading="""dr prof mgr inż hab lek red ks o bp abp kard św bł płk gen kpt por ul al pl os im np tj tzn tzw m.in
        ok ww wg ds p pt dyr doc zob kol""",
    counting="nr nry s str rys tab t art ust pkt poz ok tel godz rozdz z",
    trailing="r w itd itp etc p.n.e n.e m n.p.m tys mln mld jr sp z o.o s.a in r.ż",
    openers="""a i ale lecz oraz albo lub bo więc on ona ono oni one ja ty my wy to ten ta te ci tamten jego jej
        ich swój mój nasz w we z ze na do od po przed przez dla za nad pod przy o u bez między
        podczas według gdy kiedy jeśli jeżeli jak gdzie co kto dlaczego czy że ponieważ potem
        następnie wtedy teraz dziś dzisiaj wczoraj tam tu już nie nikt nic wszyscy wszystko wielu
        niektórzy także też jednak jest był była było są mimo choć""",
    ordinals=True,
)
_RUSSIAN: Final = _words(
    leading="""т.е т.к т.н т.о г-н г-жа гр проф акад д-р доц св ул пр просп пл пер наб им см ср напр н.п кв ген
        полк кап лейт о""",
    counting="№ стр с рис табл гл ст п пп т тт вып изд тел д кв корп около",
    trailing="г гг в вв н.э до т.д т.п др пр тыс млн млрд руб коп долл чел ред мл",
    openers="""он она оно они я ты мы вы это этот эта эти тот та те его её их мой наш свой и а но или да однако
        если когда где как что кто почему зачем чтобы потому в во на с со к по за из от до для при о
        об у без под над между через после перед время согласно потом затем тогда теперь сегодня
        вчера здесь там уже не никто ничего все всё многие некоторые также тоже есть был была было
        были так поэтому""",
)
_ARABIC: Final = _words(leading="د أ م ص.ب", counting="ص ج رقم", trailing="م هـ ق.م", openers="")

WORDS: Final = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "nl": _DUTCH,
    "pl": _POLISH,
    "ru": _RUSSIAN,
    "ar": _ARABIC,
    "zh": _words("", "", "", ""),
    "ja": _words("", "", "", ""),
}
