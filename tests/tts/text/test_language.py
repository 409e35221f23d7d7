"""detect_language(): right, or silent; never slow."""

import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.article import Article, Block, BlockKind
from tts.text.language import article_language, detect_language
from tts.voice_folder import primary_language
from tts.voices import CATALOGUE_FILE, read_catalogue

NEWS = {
    "ca": [
        "El Govern ha aprovat aquest dimarts una nova llei per protegir els llogaters de les grans ciutats.",
        "Els bombers treballen des de la matinada per apagar l'incendi que crema prop de Girona.",
        "Segons l'informe, les pluges d'aquesta tardor no seran suficients per omplir els embassaments.",
    ],
    "cs": [
        "Vláda ve středu schválila rozpočet na příští rok, opozice ho ale ostře kritizuje.",
        "Hasiči zasahovali u požáru skladu na okraji Brna, nikdo nebyl zraněn.",
        "Podle meteorologů přijde o víkendu silné ochlazení a na horách napadne sníh.",
    ],
    "de": [
        "Die Regierung hat sich nach langen Verhandlungen auf einen neuen Haushalt geeinigt.",
        "Bei einem Zugunglück in der Nähe von Kassel sind am Montag mehrere Menschen verletzt worden.",
        "Forscher warnen, dass die Gletscher in den Alpen schneller schmelzen als bisher angenommen.",
    ],
    "el": [
        "Η κυβέρνηση ανακοίνωσε νέα μέτρα για τη στήριξη των νοικοκυριών που πλήττονται από την ακρίβεια.",
        "Ισχυρός σεισμός σημειώθηκε τα ξημερώματα κοντά στην Κρήτη, χωρίς να προκαλέσει ζημιές.",
        "Οι επιστήμονες προειδοποιούν ότι η θερμοκρασία της θάλασσας αυξάνεται κάθε χρόνο.",
    ],
    "en": [
        "The government has agreed to spend more on schools after months of protest by teachers.",
        "Firefighters worked through the night to stop the blaze from reaching the village.",
        "Scientists warn that the reef may not recover from another summer of warm water.",
    ],
    "es": [
        "El Gobierno aprobó este martes una ley que limita el precio de los alquileres en las ciudades.",
        "Los bomberos trabajan desde la madrugada para apagar el incendio que amenaza al pueblo.",
        "Según el informe, las lluvias de este otoño no bastarán para llenar los embalses.",
    ],
    "eu": [
        "Jaurlaritzak lege berri bat onartu du gaur etxebizitzaren prezioak mugatzeko.",
        "Suhiltzaileek gau osoa eman dute mendiko sutea itzaltzen, baina inor ez da zauritu.",
        "Ikerlarien arabera, itsasoaren tenperatura azken hamar urteotan igo egin da.",
    ],
    "fa": [
        "دولت روز سه‌شنبه بودجه سال آینده را پس از ماه‌ها مذاکره تصویب کرد.",
        "آتش‌نشانان تمام شب برای خاموش کردن آتش در نزدیکی شهر تلاش کردند.",
        "دانشمندان هشدار می‌دهند که دمای دریا هر سال بیشتر می‌شود.",
    ],
    "fi": [
        "Hallitus pääsi sopuun ensi vuoden talousarviosta pitkien neuvottelujen jälkeen.",
        "Palokunta sammutti yöllä rakennuspalon Tampereen keskustassa, eikä kukaan loukkaantunut.",
        "Tutkijat varoittavat, että Itämeren vesi lämpenee nopeammin kuin on arvioitu.",
    ],
    "fr": [
        "Le gouvernement a présenté mardi un projet de loi qui encadre les loyers dans les grandes villes.",
        "Les pompiers luttent depuis l'aube contre l'incendie qui menace le village.",
        "Selon le rapport, les pluies de cet automne ne suffiront pas à remplir les barrages.",
    ],
    "hy": [
        "Կառավարությունը երեքշաբթի օրը հաստատեց հաջորդ տարվա բյուջեն։",
        "Հրշեջները ամբողջ գիշեր պայքարել են կրակի դեմ գյուղի մոտակայքում։",
        "Գիտնականները զգուշացնում են, որ լճի մակարդակը ամեն տարի նվազում է։",
    ],
    "is": [
        "Ríkisstjórnin samþykkti í dag nýtt frumvarp um húsnæðismál eftir langar umræður.",
        "Slökkviliðið var að störfum í alla nótt vegna elds sem kom upp í vöruhúsi.",
        "Vísindamenn vara við því að jöklar landsins bráðni hraðar en áður var talið.",
    ],
    "it": [
        "Il governo ha approvato martedì una legge che limita gli affitti nelle grandi città.",
        "I vigili del fuoco lavorano dall'alba per spegnere l'incendio che minaccia il paese.",
        "Secondo il rapporto, le piogge di questo autunno non basteranno a riempire le dighe.",
    ],
    "kk": [
        "Үкімет келесі жылдың бюджетін ұзақ талқылаудан кейін бекітті.",
        "Өрт сөндірушілер түні бойы ауылға жақындаған өртпен күресті.",
        "Ғалымдар көлдің деңгейі жыл сайын төмендеп бара жатқанын ескертеді.",
    ],
    "lv": [
        "Valdība otrdien apstiprināja nākamā gada budžetu pēc ilgām sarunām.",
        "Ugunsdzēsēji visu nakti cīnījās ar ugunsgrēku noliktavā pie Rīgas.",
        "Zinātnieki brīdina, ka Baltijas jūras ūdens kļūst siltāks ar katru gadu.",
    ],
    "ne": [
        "सरकारले मंगलबार आगामी वर्षको बजेट संसदमा पेश गरेको छ।",
        "दमकलले रातभर गाउँ नजिकैको आगो निभाउन काम गर्‍यो।",
        "वैज्ञानिकहरूले हिमालको हिउँ छिटो पग्लिरहेको चेतावनी दिएका छन्।",
    ],
    "nl": [
        "Het kabinet heeft dinsdag een wet aangenomen die de huren in de grote steden beperkt.",
        "De brandweer is sinds vanochtend bezig met het blussen van een grote brand in een loods.",
        "Volgens onderzoekers stijgt de zeespiegel sneller dan tot nu toe werd gedacht.",
    ],
    "no": [
        "Regjeringen la tirsdag fram et nytt forslag som skal gjøre det lettere å kjøpe bolig.",
        "Brannvesenet jobbet hele natten med å slukke brannen i et lager utenfor Bergen.",
        "Forskerne advarer om at isbreene smelter raskere enn det man har trodd til nå.",
    ],
    "pl": [
        "Rząd przyjął we wtorek projekt ustawy, która ma ograniczyć wzrost czynszów w miastach.",
        "Strażacy przez całą noc gasili pożar magazynu na obrzeżach Łodzi.",
        "Naukowcy ostrzegają, że poziom wody w Wiśle będzie spadał każdego lata.",
    ],
    "pt": [
        "O governo aprovou nesta terça-feira uma lei que limita os aluguéis nas grandes cidades.",
        "Os bombeiros trabalham desde a madrugada para apagar o incêndio que ameaça a aldeia.",
        "Segundo o relatório, as chuvas deste outono não serão suficientes para encher as barragens.",
    ],
    "sl": [
        "Vlada je v torek sprejela predlog proračuna za prihodnje leto.",
        "Gasilci so vso noč gasili požar v skladišču na obrobju Maribora.",
        "Znanstveniki opozarjajo, da se ledeniki v Alpah topijo hitreje kot doslej.",
    ],
    "sv": [
        "Regeringen lade på tisdagen fram ett förslag som ska göra det lättare att köpa bostad.",
        "Räddningstjänsten arbetade hela natten med att släcka branden i ett lager utanför Göteborg.",
        "Forskarna varnar för att glaciärerna smälter snabbare än man tidigare har trott.",
    ],
    "te": [
        "ప్రభుత్వం మంగళవారం వచ్చే ఏడాది బడ్జెట్‌ను ఆమోదించింది.",
        "అగ్నిమాపక సిబ్బంది రాత్రంతా మంటలను ఆర్పేందుకు శ్రమించారు.",
        "సముద్ర ఉష్ణోగ్రత ప్రతి సంవత్సరం పెరుగుతోందని శాస్త్రవేత్తలు హెచ్చరించారు.",
    ],
    "uk": [
        "Уряд у вівторок схвалив проєкт бюджету на наступний рік після довгих переговорів.",
        "Рятувальники всю ніч гасили пожежу на складі неподалік Львова.",
        "Науковці попереджають, що рівень води в річці щороку знижується.",
    ],
    "ur": [
        "حکومت نے منگل کو اگلے سال کا بجٹ منظور کر لیا ہے۔",
        "فائر بریگیڈ نے رات بھر گاؤں کے قریب لگی آگ بجھانے کی کوشش کی۔",
        "سائنسدانوں نے خبردار کیا ہے کہ سمندر کا درجہ حرارت ہر سال بڑھ رہا ہے۔",
    ],
    "vi": [
        "Chính phủ hôm thứ Ba đã thông qua ngân sách cho năm tới sau nhiều tháng thảo luận.",
        "Lính cứu hỏa làm việc suốt đêm để dập tắt đám cháy gần ngôi làng.",
        "Các nhà khoa học cảnh báo rằng nhiệt độ nước biển đang tăng lên mỗi năm.",
    ],
    "zh": [
        "政府星期二通过了明年的预算，教师的工资将有所提高。",
        "消防员整夜努力扑灭村庄附近的大火，没有人受伤。",
        "科学家警告说，海水温度每年都在上升。",
    ],
}
NEIGHBOURS = {
    "da": [
        "Regeringen fremlagde tirsdag et nyt forslag, der skal gøre det lettere at købe bolig.",
        "Brandvæsenet arbejdede hele natten på at slukke branden i et lager uden for Aarhus.",
    ],
    "ru": [
        "Правительство во вторник одобрило проект бюджета на следующий год.",
        "Пожарные всю ночь тушили склад на окраине города, никто не пострадал.",
    ],
    "gl": [
        "O Goberno aprobou este martes unha lei que limita o prezo dos alugueiros nas cidades.",
        "Os bombeiros traballan desde a madrugada para apagar o lume que ameaza a vila.",
    ],
    "sk": [
        "Vláda v stredu schválila rozpočet na budúci rok, opozícia ho však kritizuje.",
        "Hasiči celú noc zasahovali pri požiari skladu na okraji Košíc.",
    ],
    "hr": [
        "Vlada je u utorak usvojila prijedlog proračuna za sljedeću godinu.",
        "Vatrogasci su cijelu noć gasili požar u skladištu na rubu Zagreba.",
    ],
    "hi": [
        "सरकार ने मंगलवार को अगले साल का बजट संसद में पेश किया।",
        "दमकल कर्मियों ने रात भर गाँव के पास लगी आग बुझाने की कोशिश की।",
    ],
    "af": [
        "Die regering het Dinsdag die begroting vir volgende jaar goedgekeur.",
        "Brandweermanne het heelnag gewerk om die vuur naby die dorp te blus.",
    ],
}
TECHNOLOGY = (
    "Google DeepMind's Gemini 2.5 Pro beats OpenAI's GPT-4o and Anthropic's Claude 3.7 Sonnet on SWE-bench Verified. "
    "Kubernetes 1.34 ships with etcd 3.6, containerd 2.1 and a new kubelet API, says Red Hat's Clayton Coleman. "
    "Volkswagen's Cariad hires Rivian's Wassim Bensaid; Oliver Blume and Herbert Diess declined to comment. "
)


def article(text: str, title: str | None = None, language: str | None = None) -> Article:
    return Article((Block(BlockKind.PARAGRAPH, text),), title=title, language=language)


@pytest.mark.parametrize(("language", "sentence"), [(tag, line) for tag, lines in NEWS.items() for line in lines])
def test_a_news_sentence(language: str, sentence: str) -> None:
    assert detect_language(sentence) == language


@pytest.mark.parametrize("language", NEWS)
def test_a_paragraph_and_an_article(language: str) -> None:
    paragraph = " ".join(NEWS[language])
    assert detect_language(paragraph) == language
    assert article_language(article(paragraph, title="Reuters, Apple & Volkswagen")) == language


def test_every_language_of_the_catalogue_is_tried() -> None:
    assert NEWS.keys() == {primary_language(voice.language) for voice in read_catalogue(CATALOGUE_FILE).values()}


@pytest.mark.parametrize("language", NEIGHBOURS)
def test_no_neighbour_is_taken_for_another(language: str) -> None:
    assert detect_language(" ".join(NEIGHBOURS[language])) in (language, None)


def test_norwegian_is_one_language() -> None:
    nynorsk = "Regjeringa la i dag fram eit nytt framlegg som skal gjere det lettare for dei unge å kjøpe seg bustad."
    assert detect_language(nynorsk) == "no"


def test_english_full_of_names() -> None:
    assert detect_language(TECHNOLOGY) == "en"


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "Hello", "OK", "Paris", "123 456 789", "🎉🎉", "\ud800" * 99, "aaaaaaaa" * 50, "=" * 9999),
        *("https://example.com/the/way/it/was/written", "@somebody_here #something_there"),
        *("Nvidia, TSMC, Foxconn", "iPhone 17 Pro Max"),
    ],
)
def test_no_answer_where_none_is_certain(text: str) -> None:
    assert detect_language(text) is None


def test_what_the_article_says_wins() -> None:
    french = NEWS["fr"][0]
    assert article_language(article(french, language="fr-CA")) == "fr-CA"
    assert article_language(article(french, language="und")) == "fr"
    assert article_language(article(french)) == "fr"
    assert article_language(article("OK")) is None
    assert article_language(Article(())) is None


@pytest.mark.parametrize("text", ["a", "ab ", "日", "http://a", "@", "\u0301", "ا"])
def test_a_long_text_takes_no_longer(text: str) -> None:
    detect_language(NEWS["en"][0])
    started = time.perf_counter()
    detect_language(text * 1_000_000)
    assert time.perf_counter() - started < 0.5


@settings(deadline=None)
@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_tag_or_none(text: str) -> None:
    tag = detect_language(text)
    assert tag is None or (tag == primary_language(tag) and tag.isalpha())


def test_threads_share_one_model() -> None:
    answers: list[str | None] = []
    threads = [threading.Thread(target=lambda: answers.append(detect_language(NEWS["de"][0]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["de"] * 8


def test_the_model_is_not_loaded_on_import() -> None:
    code = "import sys, tts.text.language; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
