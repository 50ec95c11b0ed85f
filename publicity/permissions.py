"""The permissions of notices and objections, named for what they allow.

Who answers objections also needs `VIEW_OBJECTION` to find them.
"""

VIEW_NOTICE = "publicity.view_notice"  # with its rows in full, as on the board
PUBLISH_NOTICE = "publicity.publish_notice"  # also withdraw, photograph, record
VIEW_OBJECTION = "publicity.view_objection"
ANSWER_OBJECTION = "publicity.answer_objection"  # also reveal who objected
