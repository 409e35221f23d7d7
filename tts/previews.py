"""What a voice says when somebody wants to hear it before choosing it."""

from types import MappingProxyType
from typing import Final

from tts.voice_folder import primary_language

PREVIEWS: Final = MappingProxyType(  # by primary language: "This is the voice that will read the article to you."
    {
        "ar": "هذا هو الصوت الذي سيقرأ لك المقال.",
        "bg": "Това е гласът, който ще ви прочете статията.",
        "ca": "Aquesta és la veu que us llegirà l'article.",
        "cs": "Toto je hlas, který vám přečte článek.",
        "da": "Dette er stemmen, der læser artiklen op for dig.",
        "de": "Das ist die Stimme, die Ihnen den Artikel vorliest.",
        "el": "Αυτή είναι η φωνή που θα σας διαβάσει το άρθρο.",
        "en": "This is the voice that will read the article to you.",
        "es": "Esta es la voz que le leerá el artículo.",
        "eu": "Hau da artikulua irakurriko dizun ahotsa.",
        "fa": "این صدایی است که مقاله را برای شما می‌خواند.",
        "fi": "Tämä on ääni, joka lukee artikkelin sinulle.",
        "fr": "Voici la voix qui vous lira l'article.",
        "he": "זה הקול שיקריא לך את הכתבה.",
        "hi": "यह वह आवाज़ है जो आपको लेख पढ़कर सुनाएगी।",
        "hu": "Ez a hang fogja felolvasni Önnek a cikket.",
        "hy": "Սա այն ձայնն է, որը ձեզ համար կկարդա հոդվածը։",
        "id": "Inilah suara yang akan membacakan artikel untuk Anda.",
        "is": "Þetta er röddin sem les greinina fyrir þig.",
        "it": "Questa è la voce che ti leggerà l'articolo.",
        "ja": "この声が記事を読み上げます。",
        "kk": "Бұл — мақаланы сізге оқып беретін дауыс.",
        "ko": "이 목소리가 기사를 읽어 드립니다.",
        "lv": "Šī ir balss, kas jums nolasīs rakstu.",
        "ne": "यो तपाईंलाई लेख पढेर सुनाउने आवाज हो।",
        "nl": "Dit is de stem die het artikel aan u voorleest.",
        "no": "Dette er stemmen som leser artikkelen for deg.",
        "pl": "To jest głos, który przeczyta ci artykuł.",
        "pt": "Esta é a voz que lerá o artigo para você.",
        "ro": "Aceasta este vocea care vă va citi articolul.",
        "ru": "Этот голос прочитает вам статью.",
        "sk": "Toto je hlas, ktorý vám prečíta článok.",
        "sl": "To je glas, ki vam bo prebral članek.",
        "sv": "Det här är rösten som läser upp artikeln för dig.",
        "te": "ఈ వ్యాసాన్ని మీకు చదివి వినిపించే స్వరం ఇదే.",
        "tr": "Makaleyi size bu ses okuyacak.",
        "uk": "Цей голос прочитає вам статтю.",
        "ur": "یہ وہ آواز ہے جو آپ کو مضمون پڑھ کر سنائے گی۔",
        "vi": "Đây là giọng nói sẽ đọc bài viết cho bạn nghe.",
        "zh": "这就是将为您朗读文章的声音。",
    }
)


def preview_text(language: str) -> str:
    """One friendly sentence in `language` (BCP 47); the digits 1 to 10 in a language we cannot write."""
    return PREVIEWS.get(primary_language(language), "1 2 3 4 5 6 7 8 9 10")
