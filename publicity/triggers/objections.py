"""Triggers of objections."""

from django.utils.translation import gettext_lazy as _

from core.trigger_sql import refuse

# The key share lock meets the lock of an event: of an objection and a decision in the
# same second, one comes first.
OBJECTION_INSERT = f"""
IF NEW.row_id IS NOT NULL THEN
  SELECT r.case_id INTO NEW.case_id FROM publicity_noticerow r
    WHERE r.id = NEW.row_id AND r.notice_id = NEW.notice_id;
  IF NOT FOUND THEN
    {refuse("objection_row_of_notice", "the row is not on this notice")}
  END IF;
END IF;
PERFORM 1 FROM core_case WHERE id IN (
    SELECT r.case_id FROM publicity_noticerow r
    WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id))
  ORDER BY id FOR KEY SHARE;
SELECT * INTO n FROM publicity_notice WHERE id = NEW.notice_id;
IF n.kind = 'announcement' THEN
  {refuse("objection_to_a_notice", "an announcement takes no objections")}
END IF;
NEW.received_at := clock_timestamp();
NEW.region_code := n.region_code;
NEW.is_late := n.ends_at IS NOT NULL AND NEW.received_at >= n.ends_at;
IF NEW.state <> 'open' THEN
  {refuse("objection_starts_open", "an objection is answered later")}
END IF;
RETURN NEW;
"""

ANSWER = "ARRAY['state', 'answer', 'answered_by_id', 'answered_at']"

OBJECTION_CHANGE = f"""
IF TG_OP = 'DELETE' THEN
  {refuse("objection_never_lost", "an objection is never deleted")}
END IF;
IF OLD.state <> 'open' THEN
  {refuse("objection_answer_final", "the objection was answered")}
END IF;
IF to_jsonb(OLD) - {ANSWER} IS DISTINCT FROM to_jsonb(NEW) - {ANSWER} THEN
  {refuse("objection_text_fixed", "what the objector said never changes")}
END IF;
IF NEW.state <> 'open' THEN
  NEW.answered_at := clock_timestamp();
  IF EXISTS (
      SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id
      WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id)
        AND (c.opened_by_id = NEW.answered_by_id OR EXISTS (
          SELECT 1 FROM core_caseevent e
          WHERE e.case_id = c.id AND e.actor_id = NEW.answered_by_id
            AND (e.is_decision OR e.action = 'forward')))) THEN
    {refuse("objection_answerer_unrelated", "who had a part in it does not answer")}
  END IF;
END IF;
RETURN NEW;
"""

# At commit: the answer is written first, then the cases go back.
UPHELD_SENDS_BACK = f"""
IF OLD.state = 'open' AND NEW.state = 'accepted' AND EXISTS (
    SELECT 1 FROM publicity_noticerow r JOIN core_case c ON c.id = r.case_id
    WHERE r.notice_id = NEW.notice_id AND (NEW.row_id IS NULL OR r.id = NEW.row_id)
      AND c.closed_at IS NULL AND c.round = r.round) THEN
  {refuse("objection_upheld_sends_back", "the case must go back with the answer")}
END IF;
RETURN NULL;
"""

SENTENCES = {
    "objection_row_of_notice": _("Choose a line of this notice, or the whole list."),
    "objection_starts_open": _("An objection is recorded first and answered later."),
    "objection_never_lost": _("An objection is answered, never deleted."),
    "objection_answer_final": _("The objection has already been answered."),
    "objection_text_fixed": _("What the objector said never changes."),
    "objection_to_a_notice": _(
        "An announcement tells what was decided and takes no objections; "
        "telephone the supervision hotline."
    ),
    "objection_upheld_sends_back": _(
        "An upheld objection sends its cases back; answer it again."
    ),
    "objection_answerer_unrelated": _(
        "Who proposed, prepared or decided a case does not answer objections to it, "
        "and who answered one does not decide the case."
    ),
}
