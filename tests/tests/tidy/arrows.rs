//! Which room may use which (the house, "Which way the arrows point").

use std::collections::BTreeSet;

use super::source::Source;

/// A room of core, and what it may use besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("moment", &[]),
    ("expr", &["ids", "moment"]),
    ("form", &["ids", "moment", "expr"]),
    ("xlsform", &["ids", "expr", "form"]),
    ("instance", &["ids", "moment", "expr", "form"]),
    // The same engine, led another way: of an interview nothing uses it.
    ("collect", &["ids", "moment", "expr", "form", "instance"]),
    ("xform", &["ids", "moment", "expr", "form", "instance"]),
    // Bytes and nothing else.
    ("seal", &[]),
    ("vault", &["ids", "moment", "seal"]),
    ("authority", &["ids", "moment", "seal"]),
    // The list of holders stands in the study package.
    ("study", &["ids", "moment", "form", "xlsform", "authority"]),
    ("log", &["ids", "moment", "form"]),
    ("safeguard", &["ids", "moment", "form", "instance", "study", "log"]),
    // The catalogue is keyed by what can be refused, checked and stopped.
    // Days are said in the calendars that forms ask for.
    ("words", &["form", "log", "safeguard"]),
    ("interview", &["ids", "moment", "expr", "form", "instance", "study", "log", "safeguard", "words"]),
    ("record", &["ids", "form", "log", "study", "moment", "seal", "authority"]),
    // Of the vault only what waits in an outbox and how large a document may be, of the study only its size limit.
    ("sync", &["ids", "moment", "study", "seal", "vault", "record", "authority"]),
    ("analysis", &["ids", "moment", "form", "instance", "study", "log"]),
    ("review", &["ids", "moment", "form", "instance", "study", "log", "safeguard", "record", "analysis", "words"]),
    // It joins all of them.
    ("session", &SESSION),
];

/// What the session may use.
const SESSION: [&str; 13] = [
    "ids",
    "moment",
    "form",
    "instance",
    "study",
    "log",
    "safeguard",
    "interview",
    "vault",
    "authority",
    "record",
    "sync",
    "words",
];

/// Crates that only the named packages may use.
const CRATES: &[(&str, &[&str])] = &[
    ("uniffi", &["ffi/"]),
    ("tokio", &["ffi/", "sync-server/", "tests/"]),
    ("reqwest", &["ffi/", "sync-server/tests", "tests/"]),
    ("axum", &["sync-server/"]),
    ("rusqlite", &["core/src/vault", "core/benches/vault", "sync-server/src/store", "tests/"]),
    ("calamine", &["tests/"]),
    ("chacha20poly1305", &["core/src/seal"]),
    ("hpke", &["core/src/seal"]),
    ("p256", &["core/src/seal"]),
    ("argon2", &["core/src/seal"]),
    ("hmac", &["core/src/seal"]),
    ("maud", &["sync-server/src/console"]),
    ("quick_xml", &["core/src/xform", "core/src/form/attached"]),
];

/// Uses that point the wrong way.
pub(crate) fn faults(source: &Source) -> Vec<String> {
    if source.is_test() {
        return Vec::new();
    }
    let mut faults = room_faults(source);
    for (line, code) in source.code() {
        faults.extend(crate_fault(source, code).map(|why| format!("{}:{line}: {why}", source.path)));
    }
    faults
}

fn room_faults(source: &Source) -> Vec<String> {
    let Some(room) = source.room() else { return Vec::new() };
    let Some((_, below)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{}: the room `{room}` is not in the plan of the house", source.path)];
    };
    let code: String = source.code().flat_map(|(_, line)| [line, "\n"]).collect();
    let used = rooms_used(&code);
    let wrong = used.iter().filter(|used| ROOMS.iter().any(|(name, _)| name == *used));
    wrong
        .filter(|used| *used != room && !below.contains(&used.as_str()))
        .map(|used| format!("{}: `{room}` must not know `{used}`", source.path))
        .collect()
}

/// The rooms that a file names, in `crate::room` and in `use crate::{room::.., room}`.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => used.extend(first_names(group)),
            None => used.extend(name(after)),
        }
    }
    used
}

/// The first name of each part of a group, up to its closing brace.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut at_start, mut names) = (1_usize, true, Vec::new());
    for (place, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => at_start = true,
            _ if depth == 1 && at_start && !letter.is_whitespace() => {
                names.extend(name(&group[place..]));
                at_start = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn name(text: &str) -> Option<String> {
    let name = text.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

fn crate_fault(source: &Source, code: &str) -> Option<String> {
    if source.path.starts_with("sync-server/src/terminal") && code.contains("fieldward_core") {
        return Some("the terminal is a shell like the other two: it uses ffi only".into());
    }
    let (name, _) = CRATES.iter().find(|(name, allowed)| {
        let used = code.contains(&format!("{name}::"));
        used && !allowed.iter().any(|package| source.path.starts_with(package))
    })?;
    Some(format!("`{name}` must not be used here"))
}
