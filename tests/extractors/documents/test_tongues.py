import pytest

from extractors.documents import language_of
from extractors.documents.tongues import primary

SENTENCES = {
    "en": "The project is led by the hospital and it was funded by the state in the spring.",
    "de": "Das Projekt wird von der Klinik geleitet und ist mit dem Bund auf die Zeit im Plan.",
    "fr": "Le projet est dirigé par le CHU et les hôpitaux de la ville pour une durée de cinq ans.",
    "es": "El proyecto es del hospital y de la universidad, que se unen para una red con el sur.",
    "pt": "O projeto é da universidade e do hospital, que não se unem para uma rede no sul.",
    "it": "Il progetto è della clinica e del comune, che non sono nella rete per gli anni di cura.",
    "nl": "Het project van de kliniek is een deel van het plan dat door de stad wordt betaald.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_languages_by_their_words(language: str) -> None:
    assert language_of(" ".join([SENTENCES[language]] * 2)) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("国家卫生健康委员会近日印发关于建立全国罕见病诊疗协作网的通知", "zh"),
        ("慶應義塾大学は全身性エリテマトーデスの患者を対象とした試験を開始する", "ja"),
        ("서울대학교병원은 소아 백혈병 환자를 치료한다", "ko"),
        ("Институт гематологии участвует в сети", "ru"),
        ("تشارك جامعة القاهرة في الشبكة", "ar"),
        ("Keio University, Tokyo; Charité, Berlin; Hospital Clínic, Barcelona", "en"),
        ("Professor Shen Yuqing (沈玉清) of Renji Hospital (仁济医院) said so", "en"),
        ("", "en"),
    ],
)
def test_languages_by_their_script(text: str, language: str) -> None:
    assert language_of(text) == language


def test_words_count_more_than_what_a_page_declares() -> None:
    assert language_of(" ".join([SENTENCES["en"]] * 2), declared="zh") == "en"
    assert language_of("Keio University", declared="fr") == "fr"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("EN-gb", "en"), ("zh_Hans_CN", "zh"), ("English", ""), ("", ""), ("e1", "")],
)
def test_primary_language_of_a_tag(tag: str, language: str) -> None:
    assert primary(tag) == language
