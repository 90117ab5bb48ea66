//! Making an export: checked, written down, and sent as one file.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use fieldward_core::authority::{Occasion, Role};

use super::{
    answer::{framed, store_trouble},
    decide::{form_to_look, looked, may_decide},
    look::desk,
};
use crate::{
    audit,
    console::{
        Console, Desk,
        form::Fields,
        pages::{
            exports::{ExportFault, exports},
            layout::Place,
        },
        session::Session,
        visitor::Visitor,
    },
    export::{self, ExportError, Finished, Format, Order, Sensitive, Which},
    store::StoreError,
};

/// Makes an export.
pub(super) async fn export(visitor: Visitor, State(console): State<Console>, fields: Fields) -> Response {
    let session = match form_to_look(&visitor, &fields, &[Role::Supervisor, Role::Analyst]) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let desk = match desk(&console, &session, visitor.tongue).await {
        Ok(desk) => desk,
        Err(error) => return store_trouble(&visitor, &error),
    };
    let (order, desk) = (order(&visitor, &fields), Arc::new(desk));
    let of = Arc::clone(&desk);
    let made =
        console.store().run(move |store| Ok(export::export(&of, &order, &|hash| store.media(hash).ok().flatten())));
    let made = match made.await {
        Ok(made) => made,
        Err(error) => return store_trouble(&visitor, &error),
    };
    match made {
        Ok(finished) => send(&visitor, &console, &session, finished).await,
        Err(ExportError::Purpose) => again(&visitor, &desk, &session, &fields, ExportFault::Purpose),
        Err(ExportError::Nothing | ExportError::Empty) => {
            again(&visitor, &desk, &session, &fields, ExportFault::Nothing)
        }
        Err(ExportError::Written) => store_trouble(&visitor, &StoreError::Damaged("export")),
    }
}

fn order(visitor: &Visitor, fields: &Fields) -> Order {
    Order {
        purpose: fields.get("purpose").to_owned(),
        instrument: fields.get("instrument").to_owned(),
        language: visitor.tongue.tag().to_owned(),
        which: if fields.get("which") == "all" { Which::All } else { Which::Accepted },
        format: if fields.get("format") == "csv" { Format::Csv } else { Format::Xlsx },
        sensitive: if fields.get("sensitive") == "yes" { Sensitive::Included } else { Sensitive::LeftOut },
    }
}

fn again(visitor: &Visitor, desk: &Desk, session: &Session, fields: &Fields, fault: ExportFault) -> Response {
    let words = visitor.tongue.words();
    let page = exports(visitor.tongue, desk, fields, Some(fault), &session.csrf);
    framed(visitor, Place::Exports, words.exports.title, Some(&desk.study), &page)
}

/// Openings are written down before a byte leaves.
async fn send(visitor: &Visitor, console: &Console, session: &Session, finished: Finished) -> Response {
    let (account, now_ms) = (session.account.clone(), console.now_ms());
    let opened = finished.sensitive_records;
    // Highly sensitive answers leave only when it can be written down.
    if !opened.is_empty()
        && let Err(response) = may_decide(visitor, session)
    {
        return *response;
    }
    let written =
        console.store().run(move |store| looked(audit::look(store, &account, &opened, Occasion::Export, now_ms))).await;
    if let Err(error) = written {
        return store_trouble(visitor, &error);
    }
    let disposition = format!("attachment; filename=\"{}\"", finished.file_name);
    let headers =
        [(header::CONTENT_TYPE, finished.content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, finished.bytes).into_response()
}
