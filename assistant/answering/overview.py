"""What one article or several are about: of each the sentence that tells its event, then its key sentences, quoted whole.

`event_sentence.py` finds the first (of several articles, it alone is quoted), `key_sentences.py` the others, and `named_articles.py` which
articles are meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.answering.compose import Quoted, stands_alone
from assistant.answering.engine import Engine
from assistant.answering.event_sentence import choose_event_sentence
from assistant.answering.gathered import ArticleText, Gathered
from assistant.answering.key_sentences import choose_key_sentences
from assistant.answering.named_articles import RULES, NamedArticle, find_named_articles
from index.analyzer import word_tokens
from index.document import Document, Span

SENTENCES_OF = {1: 4, 2: 2}
"""How many sentences are quoted of each, by the number of articles; of more than two articles, one each."""
MOST_ARTICLES = 6
SHORTEST = 9
"""Words from which a sentence tells enough to be quoted by itself."""
WITHOUT_NAME, OF_EARLIER = 0.6, 0.75
"""How sure it is that the right articles were found where the request names none, and where the turn before it was about one."""
PLAIN_FROM, EVENT_FROM = 0.8, 0.5
"""The strength from which an article is named by a request without the word "article", and by one with a word for what it reports on."""
_WHOLE = re.compile(r"[.!?…][”\"’')\]]*$")


def find_overview(engine: Engine, asked: str, earlier: str | None = None) -> Gathered | None:
    """What the articles that a request names are about; None where it asks for no overview.

    Args:
        engine: what answers.
        asked: the request, checked.
        earlier: the id of the article that the turn before was about, for a request that names none.
    """
    if not asks_for_overview(engine.regulations.resolve(asked).as_article):
        return None
    compared = RULES.rules["compares"].applies(asked)
    named = find_named_articles(engine, asked, at_least=2 if compared else 1)
    if not named.names_one:
        return _of_unnamed(engine, asked, earlier)
    articles: Sequence[NamedArticle] = named.articles
    # "Tarakan dan Pasuruan" names two articles, unless one has both words; what is compared is always named apart.
    if compared or not articles:
        articles = _named_apart(engine, asked, articles)
    documents = [each.document for each in articles[:MOST_ARTICLES]]
    strength = min((each.strength for each in articles[:MOST_ARTICLES]), default=0.0)
    # "Rekap absensi bulanan" and "ringkas UU ASN" are about no article, unless one has that at its head; nor does "apa beda rapat dan
    # webinar" compare articles, unless two of them report on those.
    if not asks_of_articles(asked):
        of_events = RULES.rules["of_events"].applies(asked)
        if strength < (EVENT_FROM if of_events else PLAIN_FROM) or (compared and len(documents) < 2):
            return None
    if not documents:
        return Gathered((), (), answered=False, confidence=0.0, overview=True)
    return _gather(engine, documents, 0.5 + 0.45 * strength)


def asks_for_overview(asked: str) -> bool:
    """Whether a request asks what an article is about, or for a comparison of articles."""
    if RULES.rules["summarises"].applies(asked) or RULES.rules["asks_for_contents"].applies(asked):
        return True
    compared = RULES.rules["compares"].applies(asked)
    return compared and (asks_of_articles(asked) or RULES.rules["of_events"].applies(asked))


def asks_of_articles(asked: str) -> bool:
    """Whether a request says in so many words that it is about an article, a news item or a text."""
    return RULES.rules["of_articles"].applies(asked)


def choose_overview(engine: Engine, document: Document, most: int) -> list[Quoted]:
    """The sentence that tells of an article's event, and its key sentences in the order of the text, each with what it leans on.

    What they quote does not overlap.
    """
    article = ArticleText.of_index(engine.index, document.id)
    sentences = tellable_sentences(document.text, article.sentences)
    if not sentences:
        return []
    analyzer = engine.index.analyzer
    quote = cache(article.quote_sentence)
    weight = cache(lambda term: engine.index.rarity([term]))
    lead = choose_event_sentence(document, sentences, analyzer, weight, lambda each: stands_alone(quote(each)))
    terms = [analyzer.terms(sentence.of(document.text)) for sentence in sentences]
    chosen: list[Quoted] = []
    # Twice as many: some overlap, since each takes along what it leans on.
    for number in choose_key_sentences(terms, analyzer.terms(document.title), weight, 2 * most, lead):
        quoted = quote(sentences[number])
        fits = not any(quoted.span.overlaps(other.span) for other in chosen)
        if len(chosen) < most and fits and (not chosen or stands_alone(quoted)):
            chosen.append(quoted)
    return [*chosen[:1], *sorted(chosen[1:], key=lambda quoted: quoted.span)]


def tellable_sentences(text: str, sentences: Sequence[Span]) -> list[Span]:
    """The sentences that end as sentences do and have some words: no headings, bylines or scraps. All of them, where none is such."""
    whole = [
        sentence
        for sentence in sentences
        if _WHOLE.search(sentence.of(text)) and len(word_tokens(sentence.of(text))) >= SHORTEST
    ]
    return whole or list(sentences)


def _named_apart(engine: Engine, asked: str, together: Sequence[NamedArticle]) -> Sequence[NamedArticle]:
    """The articles that the parts of a request name, one each; `together` where only one part names any, none where a part's is missing."""
    parts = [find_named_articles(engine, part) for part in RULES.pattern("parts").split(asked)]
    naming = [part for part in parts if part.names_one]
    if len(naming) < 2:
        return together
    if not all(part.articles for part in naming):
        # Of one that does not exist, nothing can be said beside the other.
        return ()
    best = {part.articles[0].document.id: part.articles[0] for part in naming}
    return tuple(best.values())


def _of_unnamed(engine: Engine, asked: str, earlier: str | None) -> Gathered:
    """The article of the turn before; all of them where there is none, or where they are to be compared."""
    ids = engine.index.document_ids
    if earlier in ids and not RULES.rules["compares"].applies(asked):
        return _gather(engine, [engine.index.document(str(earlier))], OF_EARLIER)
    return _gather(engine, [engine.index.document(name) for name in ids[:MOST_ARTICLES]], WITHOUT_NAME)


def _gather(engine: Engine, documents: Sequence[Document], confidence: float) -> Gathered:
    most = SENTENCES_OF.get(len(documents), 1)
    readings = [quoted for document in documents for quoted in choose_overview(engine, document, most)]
    # An article may have a title and no text.
    confidence = confidence if readings else 0.0
    return Gathered(tuple(readings), tuple(d.id for d in documents), bool(readings), confidence, overview=True)
