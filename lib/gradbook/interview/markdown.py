"""The bank's questions as Markdown: in a chapter's output, in the website's pages."""

from .bank import question, topic


class QuestionList:
    """Questions with folded answers, for Jupyter, Colab, GitHub and the website."""

    def __init__(self, questions):
        self.questions = tuple(questions)

    def __repr__(self):
        return "\n".join(q.question for q in self.questions)

    def _repr_markdown_(self):
        return "\n\n".join(folded(q) for q in self.questions)


def show(*names):
    """Return questions to end a cell with, their answers folded.

    Parameters
    ----------
    *names : str
        Topics, such as "relu", or ids of single questions, such as "relu-dead".

    Raises
    ------
    BankError
        If a name is neither.
    """
    if not names:
        raise TypeError("names: expected a topic or a question's id, got none")
    found = []
    for name in names:
        found += [question(name)] if "-" in name else topic(name).questions
    return QuestionList(found)


def folded(q):
    """One question, and under a fold all that there is to say."""
    return (
        f"**{q.question}**\n\n<details>\n<summary>Answer</summary>\n\n"
        f"{answer(q)}\n\n</details>"
    )


def answer(q):
    """Everything under a question, one paragraph a part."""
    parts = [
        f"*In 30 seconds.* {q.short_answer}",
        f"*Say more.* {q.long_answer}",
        *(f"*Follow-up: {f.question}* {f.answer}" for f in q.follow_ups),
        f"*Common wrong answer.* {quoted(q.wrong_answer.claim)} {q.wrong_answer.why}",
        f"Evidence: {', '.join(link(e) for e in q.evidence)}.",
    ]
    if q.sources:
        parts.append("Sources: " + "; ".join(q.sources) + ".")
    return "\n\n".join(parts)


def link(evidence):
    """A link from any chapter that Jupyter and the website both follow."""
    return f"[{evidence.shows}](../{evidence.page}.ipynb#{evidence.anchor})"


def quoted(claim):
    return f"“{claim}”"
