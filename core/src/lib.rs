//! Everything in Fieldward that thinks.
//!
//! An interview is a log of events; a screen is a pure function of the form and the log. Saving an answer appends
//! one small sealed event, crash recovery is replay, the audit trail is the log itself, and a consent gate or a stop
//! rule is a function over it. The rooms, lower ones first:
//!
//! | room | what it is |
//! |---|---|
//! | [`ids`] | newtypes that name studies, forms, interviews, records, devices, people |
//! | [`moment`] | when something happened, as a device knows it |
//! | [`expr`] | the XPath expression language of XLSForm |
//! | [`form`] | the immutable, compiled questionnaire |
//! | [`xlsform`] | reading a workbook into a form, with issues that name sheet, row and column |
//! | [`instance`] | one filling-in: answers, repeats, recalculation, validity |
//! | [`collect`] | the same filling-in as ODK Collect leads it, to compare, to try and to write submissions |
//! | [`xform`] | XForm XML out and in, and a submission as ODK's clients write it |
//! | [`seal`] | keys and ciphers: each primitive once |
//! | [`vault`] | the encrypted device store |
//! | [`authority`] | the holders of a study, and what two of them decide together |
//! | [`study`] | the research protocol that a device runs |
//! | [`log`] | what can happen in an interview: the events |
//! | [`safeguard`] | gates and stop rules, as functions over the log |
//! | [`words`] | what the interviewer reads on gates, buttons and errors |
//! | [`interview`] | what may happen next, and the screen made from the log |
//! | [`record`] | sealed records: what leaves a device |
//! | [`sync`] | the wire contract, and the engine that speaks it without sockets |
//! | [`analysis`] | what a supervisor counts, with its caveats |
//! | [`review`] | what a supervisor sees of one opened record |
//! | [`session`] | the one place where interview, vault and record meet |
//!
//! Deliberately absent: sockets, async, threads, uniffi, a system clock, a source of randomness. The moment and the
//! random numbers come in as parameters, so that a simulation owns both.

pub mod analysis;
pub mod authority;
pub mod collect;
pub mod expr;
pub mod form;
pub mod ids;
pub mod instance;
pub mod interview;
pub mod log;
pub mod moment;
pub mod record;
pub mod review;
pub mod safeguard;
pub mod seal;
pub mod session;
pub mod study;
pub mod sync;
pub mod vault;
pub mod words;
pub mod xform;
pub mod xlsform;
