"""The sentences that answers and errors say, in Indonesian and English."""

from __future__ import annotations

from assistant.answer import Lang

MESSAGES: dict[str, dict[Lang, str]] = {
    "not_in_sources": {
        "id": "Artikel sumber tidak menjawab pertanyaan ini. Yang dicari: “{searched}” dalam {documents} artikel.",
        "en": "The source articles do not answer this question. Searched for: “{searched}” in {documents} articles.",
    },
    "off_topic": {
        "id": "Pertanyaan ini di luar pokok bahasan. Netral hanya menjawab tentang netralitas ASN. "
        "Yang dicari: “{searched}” dalam {documents} artikel.",
        "en": "This question is off the subject. Netral only answers about the neutrality of civil servants. "
        "Searched for: “{searched}” in {documents} articles.",
    },
    "partisan": {
        "id": "Netral tidak memihak: ia tidak menyarankan, menilai, atau mendukung partai maupun calon, dan tidak membuat bahan kampanye.",
        "en": "Netral takes no side: it does not recommend, judge or support a party or a candidate, nor write campaign material.",
    },
    "override": {
        "id": "Netral hanya menjawab dari artikel sumber dan tidak dapat diminta mengabaikannya. Silakan ajukan pertanyaan tentang isinya.",
        "en": "Netral only answers from the source articles and cannot be told to set them aside. Please ask about what they say.",
    },
    "unclear": {
        "id": "Pertanyaan ini belum jelas. Tuliskan lebih lengkap, misalnya siapa, apa, atau kapan yang dimaksud.",
        "en": "This question is not clear yet. Please write more of it, such as who, what or when is meant.",
    },
    "according_to": {
        "id": "Menurut {publisher}: “{quote}” [{number}]",
        "en": "According to {publisher}: “{quote}” [{number}]",
    },
    "according_to_speaker": {
        "id": "{speaker}, menurut {publisher}: “{quote}” [{number}]",
        "en": "{speaker}, according to {publisher}: “{quote}” [{number}]",
    },
    "reported_too": {"id": "Dilaporkan juga oleh {others}.", "en": "Also reported by {others}."},
    "unnamed": {"id": "artikel “{title}”", "en": "the article “{title}”"},
    "empty": {
        "id": "Pertanyaan masih kosong. Tuliskan pertanyaan Anda.",
        "en": "The question is empty. Please write one.",
    },
    "too_long": {
        "id": "Pertanyaan terlalu panjang: paling banyak 500 karakter. Mohon dipersingkat.",
        "en": "The question is too long: at most 500 characters. Please shorten it.",
    },
    "control": {
        "id": "Pertanyaan memuat karakter kendali. Ketik ulang, atau tempel sebagai teks biasa.",
        "en": "The question holds control characters. Type it again, or paste it as plain text.",
    },
    "history": {
        "id": "Percakapan terlalu panjang. Mulai percakapan baru.",
        "en": "The conversation is too long. Start a new one.",
    },
}


def message(key: str, lang: Lang, **values: object) -> str:
    """The sentence for `key` in a language, its places filled."""
    return MESSAGES[key][lang].format(**values)
