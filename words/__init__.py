"""Words: every sentence that a person reads, as a code with values, and the templates by which a code is worded.

It stands below everything and imports nothing of ours. ``told`` has the sentence, ``catalogue`` reads the templates,
``masking`` takes personal values out of both.

How a raise site is converted. A text that was made where it is raised::

    raise Hold(f"not in the target: {', '.join(missing)}; written as {instead}")

becomes a code with the values, and none of them is worded before ::

    raise Hold(Told("orders.articles_replaced", articles=missing, instead=instead))

and ``words/en/orders.po`` gets the template, with a comment for translators where a placeholder does not explain
itself::

    #. articles: their codes; instead: the code of another article
    msgid "orders.articles_replaced"
    msgstr "not in the target: {articles}; written as {instead}"

A value is a text, a number, a day, an aware moment, another Told or a list of these; a list is joined where it is
worded. A part that is there or not is a Told of its own, or ``""``. A sentence that says why another is true stands
in it under a name of ``told.CAUSES``, such as ``why``: what happened often is found by the innermost of these. Where
a number decides the wording, name it ``count`` and give plural forms. A code is a literal, so that the tests see that
it has its template, and is never reused for another sentence: stories keep it.
"""
