//! From core's lists to the views that a shell shows.

use fieldward_core::{
    ids::InterviewId,
    moment::Moment,
    session::{DraftLine, Interviewer, ReturnLine, SealedLine, Sent},
    study::{Instrument, Method, Respondent, Study, VisitRule},
    vault::Salvaged,
};

use crate::view::{
    InstrumentView, InterviewState, InterviewView, InterviewerView, ReturnView, ReturnedItemView, SalvageView,
    SiteView, StudyView,
};

pub(crate) fn study(study: &Study, language: &str, now: &Moment) -> StudyView {
    let site = |site: &fieldward_core::study::Site| SiteView {
        id: site.id.0.clone(),
        name: site.name.get(language).to_owned(),
    };
    StudyView {
        id: study.id.0.clone(),
        title: study.title.get(language).to_owned(),
        lead_organisation: study.lead_organisation.clone(),
        training: study.is_training(now),
        languages: study.languages.clone(),
        sites: study.sites.iter().map(site).collect(),
    }
}

pub(crate) fn instrument(instrument: &Instrument, language: &str) -> InstrumentView {
    let form = &instrument.form;
    InstrumentView {
        id: instrument.id.clone(),
        title: form.title.plain(form.language_index(language), form.default_language),
        version: form.version.0.clone(),
        observation: instrument.method == Method::Observation,
        child: instrument.respondent == Respondent::Child,
        two_visits: matches!(instrument.visit_rule, VisitRule::Two { .. }),
    }
}

pub(crate) fn interviewer(holds: &Interviewer) -> InterviewerView {
    let [username, phone_number, email] = [holds.username(), holds.phone_number(), holds.email()].map(str::to_owned);
    InterviewerView { username, phone_number, email }
}

pub(crate) fn draft(line: DraftLine) -> InterviewView {
    InterviewView {
        id: interview_id(line.id),
        instrument: line.note.instrument,
        state: InterviewState::InProgress,
        started_ms: line.note.started_ms,
        correction: line.note.corrects.is_some(),
    }
}

pub(crate) fn sealed(line: SealedLine) -> InterviewView {
    InterviewView {
        id: line.sequence.to_string(),
        instrument: line.note.instrument,
        state: match line.sent {
            Sent::Waiting => InterviewState::Waiting,
            Sent::Acknowledged => InterviewState::Sent,
        },
        started_ms: line.note.started_ms,
        correction: line.note.corrects.is_some(),
    }
}

pub(crate) fn returned(line: ReturnLine) -> ReturnView {
    let item = |(prompt, comment)| ReturnedItemView { prompt, comment };
    ReturnView {
        id: line.number.to_string(),
        instrument: line.instrument,
        comment: line.comment,
        items: line.queries.into_iter().map(item).collect(),
        interview: line.interview.map(interview_id).unwrap_or_default(),
    }
}

pub(crate) fn salvaged(counts: &Salvaged) -> SalvageView {
    SalvageView {
        interviews: counts.drafts,
        interviews_cut: counts.drafts_cut,
        interviews_lost: counts.drafts_lost,
        events_lost: counts.events_lost,
        records_lost: counts.records_lost,
        documents_lost: counts.documents_lost,
        lists_lost: counts.lists_lost,
        keys_lost: counts.keys_lost,
    }
}

pub(crate) fn interview_id(id: InterviewId) -> String {
    id.0.to_string()
}
