"""A document to records, step by step: rubrics, the notice around them, every character accounted for."""

from __future__ import annotations

from extractors.document import Document
from normalizers.steps.account import checked, tell_of_unclaimed
from normalizers.steps.around import (
    claim_noise,
    keep_text_between,
    read_other_tables,
    read_task_tables,
    tell_of_prose,
)
from normalizers.steps.as_printed import as_printed
from normalizers.steps.body import read_lists, read_rules, tell_of_rules
from normalizers.steps.grades import read_grades
from normalizers.steps.noted import tell_of_notes
from normalizers.steps.parts import take_apart
from normalizers.steps.rows import gathered, notice_row
from normalizers.steps.rubrics import read_rubrics
from normalizers.steps.state import Assembled, Source
from normalizers.thresholds.figures import read_figures

__all__ = ["Assembled", "Source", "assemble"]


def assemble(document: Document, source: Source) -> Assembled:
    """All records that the joined `document` holds. Never raises for content: what is odd is a finding.

    What people corrected comes in where `overlay` stands, and inside of the steps that say so: a text is
    corrected before its figures are read, a figure before it is summed up.
    """
    notice = take_apart(document, source)
    draft, overlay = notice.draft, notice.overlay
    # what is no rubric
    tell_of_prose(notice)
    claim_noise(notice)
    read_other_tables(notice)
    keep_text_between(notice)
    # the rubrics; each is corrected while it is read
    read_rubrics(notice)
    read_grades(notice)
    read_rules(notice)
    tell_of_notes(draft)
    overlay.remarks(draft)
    # thresholds and requirements in all of their texts
    read_figures(draft)
    overlay.figures(draft)
    # the letter around them holds the tasks and goals of a notice without rubric; tables may list tasks, too
    if notice.rubrics:
        tell_of_rules(notice)
    else:
        read_lists(notice)
    read_task_tables(notice)
    overlay.tasks(draft)
    # what comes of it; the row and the departments are corrected as they are made
    row = notice_row(notice)
    records = gathered(notice, row)
    characters, claimed = tell_of_unclaimed(notice)
    findings = checked(notice, records)
    evidence = tuple(overlay.evidence(draft))
    whole = records.model_copy(update={"evidence": evidence, "printed": as_printed(notice)})
    return Assembled(whole, findings, characters, claimed)
