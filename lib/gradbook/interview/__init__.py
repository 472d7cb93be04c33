"""The question bank: data, how it is validated, and how a chapter shows it.

interview.show("relu")          the questions of a topic, answers folded
interview.bank()                every question, topic by topic
interview.question("relu-dead") one of them
"""

from .bank import BankError, Origin, Question, Topic, bank, origins, question
from .markdown import QuestionList, show

__all__ = [
    "BankError",
    "Origin",
    "Question",
    "QuestionList",
    "Topic",
    "bank",
    "origins",
    "question",
    "show",
]
