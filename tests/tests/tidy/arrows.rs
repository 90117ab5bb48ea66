//! Which room may use which (the house, "Which way the arrows point").

use super::source::Source;

/// A room of core, and what it may use besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("moment", &[]),
    ("expr", &["ids", "moment"]),
    ("form", &["ids", "moment", "expr"]),
    ("xlsform", &["ids", "expr", "form"]),
    ("instance", &["ids", "moment", "expr", "form"]),
    ("study", &["ids", "moment", "form", "xlsform"]),
    ("words", &[]),
    ("safeguard", &["ids", "moment", "form", "instance", "study", "interview", "words"]),
    ("interview", &["ids", "moment", "expr", "form", "instance", "study", "safeguard", "words"]),
    ("vault", &["ids", "moment"]),
    ("record", &["ids", "form", "interview", "study", "moment", "vault"]),
    ("sync", &["ids", "moment", "record"]),
    ("analysis", &["ids", "moment", "form", "instance", "study", "interview"]),
    (
        "review",
        &["ids", "moment", "form", "instance", "study", "interview", "safeguard", "record", "analysis", "words"],
    ),
    (
        "session",
        &["ids", "moment", "form", "instance", "study", "interview", "safeguard", "vault", "record", "sync", "words"],
    ),
];

/// Crates that only the named packages may use.
const CRATES: &[(&str, &[&str])] = &[
    ("uniffi", &["ffi/"]),
    ("tokio", &["ffi/", "sync-server/", "tests/"]),
    ("reqwest", &["ffi/", "sync-server/tests", "tests/"]),
    ("axum", &["sync-server/"]),
    ("rusqlite", &["core/src/vault", "sync-server/src/store", "tests/"]),
    ("calamine", &["core/src/xlsform", "tests/"]),
    ("maud", &["sync-server/src/console"]),
];

/// Uses that point the wrong way.
pub(crate) fn faults(source: &Source) -> Vec<String> {
    if source.is_test() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (line, code) in source.code() {
        faults.extend(room_fault(source, code).map(|why| format!("{}:{line}: {why}", source.path)));
        faults.extend(crate_fault(source, code).map(|why| format!("{}:{line}: {why}", source.path)));
    }
    faults
}

fn room_fault(source: &Source, code: &str) -> Option<String> {
    let room = source.room()?;
    let Some((_, below)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return Some(format!("the room `{room}` is not in the plan of the house (tests/tests/tidy/arrows.rs)"));
    };
    let after = code.split("crate::").skip(1).map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
    let used = after.flatten().find(|used| {
        let known = ROOMS.iter().any(|(name, _)| name == used);
        known && *used != room && !below.contains(used)
    })?;
    Some(format!("`{room}` must not know `{used}`"))
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
