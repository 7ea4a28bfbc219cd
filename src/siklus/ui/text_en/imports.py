"""The import of labelled data, in English."""

TEXTS: dict[str, str] = {
    "import.title": "Import labelled data",
    "import.note": (
        "Reviews that have labels teach the model your customers' language. The file is checked and "
        "shown first; nothing is written before you press the import button."
    ),
    "import.file": "CSV or JSON lines (UTF-8)",
    "import.format": (
        "One review a line, with a column for the text and one for its label: {labels}. "
        "Further columns are kept as details."
    ),
    "import.example": "Download an example file",
    "import.text_column": "Column of the text",
    "import.label_column": "Column of the label",
    "import.reading": "Checking the file …",
    "import.writing": "Importing …",
    "import.preview": "Preview.",
    "import.nothing_yet": "Nothing was written yet.",
    "import.new": "New",
    "import.new_help": "Lines that will be kept.",
    "import.duplicate": "Known already",
    "import.duplicate_help": "The same text with the same label; left out.",
    "import.refused": "Refused",
    "import.refused_help": "Lines that cannot be used, with the reasons below.",
    "import.mix": "Labels of the new lines",
    "import.mix_note": "Labels of the new lines. A very uneven mix makes a model lean.",
    "import.sample": "Some of the new lines",
    "import.sample_note": (
        "As they will be kept: names, numbers and addresses that are recognised are masked already."
    ),
    "import.line": "Line",
    "import.label": "Label",
    "import.text": "Text",
    "import.reason": "Reason",
    "import.none_refused": "No line is refused.",
    "import.why_refused": "What is refused, and why",
    "import.first_refused": "Shown are the first {n} lines; the counts above are of all.",
    "import.reason.text_missing": "there is no text",
    "import.reason.review_too_long": "the text has more than 5,000 characters",
    "import.reason.review_unreadable": "holds characters that are no text",
    "import.reason.unknown_label": "the label is none of those used here",
    "import.reason.label_contradicts": (
        "the same text is there with another label; decide first which is right"
    ),
    "import.reason.data_unreadable": ("the line is broken: its number of fields or its quotes do not fit"),
    "import.reason.column_missing": "the line lacks the text or the label",
    "import.nothing_new": "There is no new line to import.",
    "import.now": "Import {n} lines",
    "import.done": (
        "{added} lines imported, {duplicate} known already, {refused} refused. The next retraining "
        "will use them."
    ),
}
