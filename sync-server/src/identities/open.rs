//! Opening, on the requester's side: two halves, one identity, and then nothing of the request is left.
//!
//! The halves are sealed to a one-time key that only the requester's own secret opens, so neither the server nor a
//! single custodian ever holds an identity. The entry in the log and the deletion of the one-time key are one
//! transaction, and it comes before anything is returned: a crash in between costs an opening, never an unlogged one.

use std::sync::Arc;

use fieldward_core::{
    authority::{Act, Log, LogHead, Opened, Role, Signed, may_open},
    form::{Path, Value},
    ids::{Hash32, RecordId, ReferenceNumber},
    moment::Moment,
    record::{Capsule, Content, LikenessToken, PayloadContext, SealedRecord, identity::Half, open_identity},
    review::value_in_words,
    study::Study,
    sync::wire,
    vault::SealingSecret,
};

use super::{HALVES, IdentityError, ONE_TIME, ONE_TIME_USE, grant::half_of, named, pocket, sealed};
use crate::{
    accounts::{Account, study_of},
    audit,
    console::Earlier,
    store::{LogStep, Store},
};

/// An identity that was opened.
#[derive(Clone)]
pub struct OpenedIdentity {
    /// Which record.
    pub record: RecordId,
    /// Whose.
    pub reference: ReferenceNumber,
    /// Question and answer, in the form's order.
    pub lines: Vec<(String, String)>,
    /// What it may have in common with another.
    pub tokens: Vec<LikenessToken>,
    /// Whether the custodians were told of this number.
    pub named: Named,
}

/// Whether a number is one that a request named to its custodians. Another one comes of a device that lied about whose
/// an identity is, or of a requester who did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// It is.
    Asked,
    /// It is not: nobody granted it.
    NotAsked,
}

/// Shows nothing of it.
impl std::fmt::Debug for OpenedIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenedIdentity({} lines)", self.lines.len())
    }
}

/// Opens what was granted. The opening is written down, and what was kept for the request deleted, before anything is
/// given back: it can be seen once.
///
/// # Errors
/// See [`IdentityError`]; then nothing was written, and the request stays as it is.
pub fn open(
    store: &dyn Store,
    account: &Account,
    request: &Hash32,
    now: &Moment,
) -> Result<(Vec<OpenedIdentity>, LogHead), IdentityError> {
    let log = audit::read_as(store, account)?;
    may_open(named(&log, request)?, &account.holder.id, now.wall_ms)?;
    let (one_time, asked) = one_time(store, account, request)?;
    let first = halves(store, &log, request, Role::FirstCustodian)?;
    let second = halves(store, &log, request, Role::SecondCustodian)?;
    let (in_force, mut earlier) = (Arc::new(study_of(store, account)?), Earlier::default());
    let mut identities = Vec::new();
    for ((record, first), (same, second)) in first.iter().zip(&second) {
        if record != same {
            return Err(IdentityError::Changed);
        }
        let sealed = sealed(store, *record)?;
        let half = |role, capsule: &[u8]| -> Result<Half, IdentityError> {
            Ok(Half::granted(&sealed, half_of(role)?, request, &Capsule::from_slice(capsule)?, &one_time)?)
        };
        let (first, second) = (half(Role::FirstCustodian, first)?, half(Role::SecondCustodian, second)?);
        let study = earlier.study_of(store, (&in_force, account), &sealed.header)?.ok_or(IdentityError::Changed)?;
        let identity = read(&study, &sealed, &first, &second)?;
        let named = if asked.contains(&identity.reference) { Named::Asked } else { Named::NotAsked };
        identities.push(OpenedIdentity { named, ..identity });
    }
    let head = audit::write::<IdentityError>(store, account, now.wall_ms, |log| {
        may_open(named(log, request)?, &account.holder.id, now.wall_ms)?;
        let opened = Opened { request: *request, requester: account.holder.id.clone(), head: log.head() };
        let signatures = vec![account.sign(&opened)];
        let step = LogStep { closed: vec![*request], ..LogStep::default() };
        Ok((Act::Opened(Signed { statement: opened, signatures }), step))
    })?;
    Ok((identities, head))
}

/// The secret of the request, and the numbers that were asked for.
fn one_time(
    store: &dyn Store,
    account: &Account,
    request: &Hash32,
) -> Result<(SealingSecret, Vec<ReferenceNumber>), IdentityError> {
    let sealed = pocket(store, request, ONE_TIME)?;
    let plain = account.secret.sealing().open(ONE_TIME_USE, &request.0, &sealed);
    let plain = plain.map_err(|_| IdentityError::Changed)?;
    let (secret, references) = plain.split_first_chunk::<32>().ok_or(IdentityError::Changed)?;
    let references = wire::decode(references).map_err(|_| IdentityError::Changed)?;
    Ok((SealingSecret::from_bytes(*secret), references))
}

/// The halves of a role, when they are those that its custodian signed, one for each record that was asked for.
fn halves(
    store: &dyn Store,
    log: &Log,
    request: &Hash32,
    role: Role,
) -> Result<Vec<(RecordId, Vec<u8>)>, IdentityError> {
    let view = named(log, request)?;
    let grant = view.grants.iter().find(|(granted, _)| *granted == role).ok_or(IdentityError::Changed)?;
    let bytes = pocket(store, request, &format!("{HALVES}{}", role.name()))?;
    let halves: Vec<(RecordId, Vec<u8>)> = wire::decode(&bytes).map_err(|_| IdentityError::Changed)?;
    let whole = halves.iter().map(|(record, _)| record).eq(&view.request.records);
    if whole && Hash32::of(&bytes) == grant.1.halves { Ok(halves) } else { Err(IdentityError::Changed) }
}

fn read(study: &Study, sealed: &SealedRecord, first: &Half, second: &Half) -> Result<OpenedIdentity, IdentityError> {
    let bytes = open_identity(sealed, first, second)?;
    let known = study.instruments.iter().find(|instrument| instrument.form_hash == sealed.header.form);
    let form = &known.ok_or(IdentityError::Changed)?.form;
    let content = Content::decode(&bytes, &PayloadContext::new(form, &sealed.header));
    let Ok(Content::Identity(identity)) = content else { return Err(IdentityError::Changed) };
    let language = form.default_language;
    let line = |(at, value): &(Path, Value)| {
        let node = form.node(at.node);
        let label = node.label.plain(language, language);
        (if label.is_empty() { node.name.clone() } else { label }, value_in_words(form, at, value, language))
    };
    Ok(OpenedIdentity {
        record: sealed.header.record,
        reference: identity.reference,
        lines: identity.values.iter().map(line).collect(),
        tokens: identity.tokens,
        named: Named::NotAsked,
    })
}
