"""The rules about money that the database enforces, by noun as the models.

Each refusal names its constraint; `tests/mutation` attacks each by that name. Python
repeats the rules only to explain them: see `funds.rules`. What is deferred is checked
when the transaction commits.
"""

from funds.triggers import documents, payments, postings

# What a trigger refuses, in words; see also `violation_error_message` in the models.
SENTENCES = documents.SENTENCES | postings.SENTENCES | payments.SENTENCES
