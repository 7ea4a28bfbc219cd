"""Presidio with the kinds of personal data that Siklus finds: texts as JSON on stdin, microseconds on stdout.

Its own recognisers for e-mail, URL, phone and card; pattern recognisers of its own class for what is
Indonesian. A blank tokeniser in place of a model, and no look at the network. It finds only: what replacing
costs is left out.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    PhoneRecognizer,
    UrlRecognizer,
)

ID = "id"
OURS = {
    "NIK": r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b",
    "NPWP": r"\b\d{2}[. ]?\d{3}[. ]?\d{3}[. ]?\d[- .]?\d{3}[. ]?\d{3}\b",
    "HANDLE": r"(?<![\w.])@[A-Za-z0-9_.]*[A-Za-z_][A-Za-z0-9_.]*",
    "ACCOUNT": r"\b\d{8,}\b|\b\d{3,7}[ .-]\d{3,7}[ .-]\d{2,7}\b",
    "PLATE": r"\b[A-Z]{1,2}[ -]?\d{3,4}[ -]?[A-Z]{2,3}\b",
    "NAME": r"\b(?:[Pp]ak|[Bb]u|[Bb]apak|[Ii]bu|[Mm]as|[Mm]bak|[Kk]ak|[Bb]ang|drg?\.|nama saya|a\.n\.) "
    r"[A-Z]\w+(?: [A-Z]\w+)?",
}


class BlankEngine(SpacyNlpEngine):
    """Tokens, and nothing else."""

    def load(self) -> None:
        self.nlp = {ID: spacy.blank(ID)}


def engine() -> AnalyzerEngine:
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    registry = RecognizerRegistry(supported_languages=[ID], global_regex_flags=0)
    for recognizer in (CreditCardRecognizer, EmailRecognizer, UrlRecognizer):
        registry.add_recognizer(recognizer(supported_language=ID))
    registry.add_recognizer(PhoneRecognizer(supported_language=ID, supported_regions=("ID",)))
    for name, pattern in OURS.items():
        made = PatternRecognizer(name, patterns=[Pattern(name, pattern, 0.6)], supported_language=ID)
        registry.add_recognizer(made)
    blank = BlankEngine()
    blank.load()
    return AnalyzerEngine(registry=registry, nlp_engine=blank, supported_languages=[ID])


def microseconds(act: Callable[[str], list], texts: list[str], rounds: int) -> list[float]:
    """The median time of each text."""
    taken: list[list[float]] = [[] for _ in texts]
    for _ in range(rounds):
        for text, times in zip(texts, taken, strict=True):
            started = time.perf_counter()
            act(text)
            times.append((time.perf_counter() - started) * 1e6)
    return [statistics.median(times) for times in taken]


def main() -> None:
    asked = json.load(sys.stdin)
    analyzer = engine()
    recognizers = analyzer.registry.get_recognizers(language=ID, all_fields=True)

    def whole(text: str) -> list:
        return analyzer.analyze(text, language=ID)

    def alone(text: str) -> list:  # without tokens, context words and the merging of what overlaps
        return [one.analyze(text, one.supported_entities, None) for one in recognizers]

    texts = asked["texts"]
    whole(texts[0])
    found = {
        "found": [bool(whole(text)) for text in texts],
        "whole": microseconds(whole, texts, asked["rounds"]),
        "alone": microseconds(alone, texts, asked["rounds"]),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
