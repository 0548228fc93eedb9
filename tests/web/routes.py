"""Who may open which route: one row per route, read by ``test_access``.

A new route needs a row here, or the test fails. The nine letters are the people, in this order::

    nobody   committee inspector clerk  chair(own) officer(own) chair(other) observer administrator
    A        H         K         T      L          M            V            B        D

and each letter says what an empty but honest request (a form with its token and nothing else) gets:

    +  let in: the page, a redirection, or a form to be completed (200, 303, 422, 409 …)
    s  sent to the sign-in page (303 for GET, 401 for POST)
    f  forbidden: 403, the thing may be seen but this may not be done
    -  404, as if it did not exist

"own" is Lục Yên: task, evidence and seats of the world that ``test_access`` builds are its.
"""

from __future__ import annotations

from typing import Final

# fmt: off
READING: Final[dict[str, str]] = {
#                                         A H K T L M V B D
    "accounts.forgotten_form":             "+ + + + + + + + +",
    "accounts.link":                       "+ + + + + + + + +",
    "accounts.link_on_its_way":            "+ + + + + + + + +",
    "accounts.show":                       "s + + + + + + + +",
    "accounts.sign_in_form":               "+ + + + + + + + +",
    "associations.index":                  "s + f f f f f f +",
    "associations.particulars":            "s f f f f f f f +",
    "associations.show":                   "s + f f f f f f +",
    "checklists.index":                    "s + f f f f f f +",
    "checklists.show":                     "s + f f f f f f +",
    "conclusions.index":                   "s + + + + + + + +",
    "conclusions.new":                     "s + + f f f f f f",
    "conclusions.original":                "s + + f f f f f -",
    "conclusions.preview":                 "s + + f f f f f -",
    "conclusions.show":                    "s + + + + + + + -",
    "conclusions.text":                    "s + + f f f f f -",
    "health.deep":                         "+ + + + + + + + +",
    "health.show":                         "+ + + + + + + + +",
    "figures.index":                       "s + + + + + + + +",
    "figures.show":                        "s + + + + + + + -",
    "inspections.edit":                    "s + + f - - - f -",
    "inspections.index":                   "s + + + + + + + +",
    "inspections.new":                     "s + + f f f f f f",
    "inspections.show":                    "s + + + - - - + -",
    "inspections.visit":                   "s + + f - - - f -",
    "letters.stop_form":                   "+ + + + + + + + +",
    "letters.wishes_form":                 "s + + + + + + + +",
    "reminders.calendar":                  "s + f f f f f f +",
    "reminders.coming":                    "s + f f f f f f +",
    "reminders.coming_letter":             "s + f f f f f f +",
    "reminders.of_task":                   "s + + + + + - + -",
    "reminders.index":                     "s + f f f f f f +",
    "reminders.show":                      "s - - - - - - - +",
    "reports.download":                    "s + + + - - - + -",
    "reports.download_as":                 "s + + + - - - + -",
    "reports.index":                       "s + + + f f f + f",
    "reports.progress":                    "s + + + - - - + -",
    "reports.words_form":                  "s + + + - - - f -",
    "reports.show":                        "s + + + - - - + -",
    "reports.tasks":                       "s + + + - - - + -",
    "tasks.answers":                       "s + + f f f f f f",
    "tasks.board":                         "s + + + + + + + f",
    "tasks.decision_form":                 "s + f f f f - f -",
    "tasks.evidence":                      "s + + + + + - + -",
    "tasks.record_form":                   "s + + + f f - f -",
    "tasks.withdrawal_form":               "s + f f f f - f -",
    "tasks.picture":                       "s + + + + + - + -",
    "tasks.open_link":                     "+ + + + + + + + +",
    "tasks.receipt":                       "+ + + + + + + + +",
    "tasks.search":                        "s + + + + + + + +",
    "tasks.sheet":                         "s + + + + + - + +",
    "tasks.index":                         "s + + + + + + + +",
    "tasks.show":                          "s + + + + + - + -",
    "tasks.waiting":                       "s + + f f f f f f",
    "today.show":                          "s + + + + + + + +",
}
WRITING: Final[dict[str, str]] = {
#                                         A H K T L M V B D
    "accounts.change_password":            "s + + + + + + + +",
    "accounts.choose_language":            "+ + + + + + + + +",
    "accounts.end_others":                 "s + + + + + + + +",
    "accounts.end_session":                "s - - - - - - - -",
    "accounts.forgotten":                  "+ + + + + + + + +",
    "accounts.sign_in":                    "+ + + + + + + + +",
    "accounts.sign_out":                   "s + + + + + + + +",
    "accounts.use_link":                   "+ + + + + + + + +",
    "associations.add_person":             "s f f f f f f f +",
    "associations.amend":                  "s f f f f f f f +",
    "associations.create":                 "s f f f f f f f +",
    "associations.disable":                "s - - - - - - - +",
    "associations.enable":                 "s - - - - - - - +",
    "associations.end":                    "s f f f f f f f +",
    "associations.end_sessions":           "s - - - - - - - +",
    "associations.invite":                 "s - - - - - - - +",
    "associations.remove_seat":            "s - - - - - - - +",
    "checklists.add_step":                 "s + f f f f f f +",
    "checklists.change_step":              "s + f f f f f f +",
    "checklists.describe":                 "s + f f f f f f +",
    "checklists.move_step":                "s + f f f f f f +",
    "checklists.reset":                    "s + f f f f f f +",
    "checklists.use_step":                 "s + f f f f f f +",
    "conclusions.amend_text":              "s + + f f f f f -",
    "conclusions.create":                  "s + + f f f f f f",
    "conclusions.issue":                   "s + f f f f f f -",
    "conclusions.read":                    "s + + f f f f f -",
    "conclusions.set_head":                "s + + f f f f f -",
    "directives.describe":                 "s + + f f f f f -",
    "directives.join":                     "s + + f f f f f -",
    "directives.mark":                     "s + + f f f f f -",
    "directives.move":                     "s + + f f f f f -",
    "directives.set_days":                 "s + + f f f f f -",
    "directives.split":                    "s + + f f f f f -",
    "directives.unmark":                   "s + + f f f f f -",
    "figures.add_indicator":               "s + f f f f f f f",
    "figures.end_indicator":               "s + f f f f f f f",
    "figures.report":                      "s + + + + + + f f",
    "figures.set_target":                  "s + f f f f f f f",
    "inspections.amend":                   "s + + f - - - f -",
    "inspections.amend_visit":             "s + + f - - - f -",
    "inspections.create":                  "s + + f f f f f f",
    "inspections.name_member":             "s + + f - - - f -",
    "inspections.record_visit":            "s + + f - - - f -",
    "inspections.remove_member":           "s + + f - - - f -",
    "letters.stop":                        "+ + + + + + + + +",
    "letters.wish":                        "s + + + + + + + +",
    "reminders.decide_day":                "s + f f f f f f +",
    "reminders.hold":                      "s + f f f f f f +",
    "reminders.release":                   "s + f f f f f f +",
    "reminders.release_without":           "s + f f f f f f +",
    "reminders.release_address":           "s + f f f f f f +",
    "reminders.send_trial":                "s + f f f f f f +",
    "reminders.take_day_back":             "s + - - - - - - +",
    "reminders.send_again":                "s - - - - - - - +",
    "reports.ask":                         "s + + + f f f f f",
    "reports.ask_for_period":              "s + + + f f f f f",
    "reports.cancel":                      "s + + + - - - f -",
    "reports.freeze":                      "s + + + - - - f -",
    "reports.reword":                      "s + + + - - - f -",
    "tasks.acknowledge":                   "s f f f + + - f -",
    "tasks.add_item":                      "s + f f + f - f -",
    "tasks.drop_item":                     "s + f f + f - f -",
    "tasks.restore_item":                  "s + f f + f - f -",
    "tasks.agree":                         "s f f f + + - f -",
    "tasks.ask_for_time":                  "s f f f + + - f -",
    "tasks.clear":                         "s f f f + + - f -",
    "tasks.tick":                          "s f f f + + - f -",
    "tasks.answer_link":                   "+ + + + + + + + +",
    "tasks.revoke_links":                  "s + f f + f - f -",
    "tasks.decide":                        "s + f f f f - f -",
    "tasks.decide_all":                    "s + f f f f f f -",
    "tasks.decide_times":                  "s + + f f f f f f",
    "tasks.decide_time":                   "s + f f f f - f -",
    "tasks.delegate":                      "s f f f + f - f -",
    "tasks.examine":                       "s + f f f f f f -",
    "tasks.record":                        "s + + + f f - f -",
    "tasks.reopen":                        "s + f f f f - f -",
    "tasks.resume":                        "s f f f + + - f -",
    "tasks.start":                         "s f f f + + - f -",
    "tasks.withdraw":                      "s + f f f f - f -",
    "tasks.reply":                         "s f f f + + - f -",
}
# fmt: on
ROUTES: Final = READING | WRITING

#: Routes whose success takes something away that other requests need: each is tried in a world of its own.
ENDING: Final = (
    *("accounts.sign_out", "associations.disable", "associations.end_sessions", "associations.remove_seat"),
    *("inspections.remove_member", "tasks.revoke_links"),
)
