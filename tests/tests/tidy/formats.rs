//! Every byte format has a golden vector, and this is the list of them.
//!
//! A format is known by its label: the versioned text that keys, hashes and seals of it are bound to, or the constant
//! of its version. A label in the sources that is not here fails the test, and so does a vector that is gone. A row
//! without a vector says why none is needed.

use std::fs;

use super::source::{Source, all, root};

/// A label, and the file and test of its vector.
type Row = (&'static str, &'static str, &'static str);

const SMALL: &str = "core/src/session/vectors.rs";
const TODAY: &str = "what_is_written_today_is_what_was_committed";
const STORES: &str = "core/src/vault/tests/stores.rs";
const STORED: &str = "what_is_written_today_is_what_was_written_before";
const RECORDS: &str = "core/src/record/tests/golden.rs";
const LOG: &str = "core/src/authority/tests/log.rs";
const HOLDERS: &str = "core/src/record/holder_keys.rs";

/// What is kept, sent or carried.
const FORMATS: &[Row] = &[
    ("fieldward vault 1", STORES, STORED),
    ("fieldward vault 1 row names", STORES, STORED),
    ("fieldward vault 1 rows", STORES, STORED),
    ("fieldward vault 1 master key", STORES, "a_store_of_version_1_opens_and_is_one_of_today_then"),
    ("fieldward vault 2 master key", STORES, "a_store_of_version_2_opens_and_every_row_has_a_key_of_its_own_then"),
    ("fieldward vault 3 master key", STORES, STORED),
    ("fieldward vault 3 slots", STORES, STORED),
    ("fieldward vault 3 slot", STORES, STORED),
    ("fieldward vault 2 duress", STORES, STORED),
    ("SCHEMA_VERSION", STORES, STORED),
    ("fieldward record 1 capsule", RECORDS, "capsule"),
    ("fieldward record 1 hash", RECORDS, "chain"),
    ("fieldward record 1 link", RECORDS, "chain"),
    ("fieldward record 1 keys", RECORDS, "record"),
    ("fieldward record 1 withdrawn by its device", RECORDS, "withdrawn_by_its_device"),
    ("fieldward record 1 head", RECORDS, "batch"),
    ("fieldward record 1 identity, first role", RECORDS, "identity_split"),
    ("fieldward record 1 identity, second role", RECORDS, "identity_split"),
    ("fieldward identity finder 1", RECORDS, "identity_split"),
    ("FORMAT_VERSION", RECORDS, "record"),
    (
        "PAYLOAD_VERSION",
        "core/src/record/payload/tests/realistic.rs",
        "the_committed_payload_is_written_and_read_as_ever",
    ),
    ("fieldward identity grant 1, first role", SMALL, TODAY),
    ("fieldward identity grant 1, second role", SMALL, TODAY),
    ("fieldward holder 1 sealing", SMALL, TODAY),
    ("fieldward holder 1 signing", SMALL, TODAY),
    ("fieldward holder secret 2", HOLDERS, "an_anchor_and_what_is_bound_to_it_keep_their_bytes"),
    ("fieldward study anchor 1", HOLDERS, "an_anchor_and_what_is_bound_to_it_keep_their_bytes"),
    ("fieldward package key for a holder 1", SMALL, TODAY),
    ("fieldward study key for a holder 1", SMALL, TODAY),
    ("fieldward package signer 1", SMALL, TODAY),
    ("fieldward study secret 1", SMALL, TODAY),
    ("fieldward return 1", "core/src/record/tests/small.rs", "a_return_opens_on_its_device_only"),
    ("fieldward return 2", SMALL, TODAY),
    ("fieldward parcel 1", SMALL, TODAY),
    ("fieldward receipt 1", SMALL, TODAY),
    ("fieldward use statement 1", SMALL, TODAY),
    (
        "fieldward-outbox-01",
        "core/src/sync/parcel/tests.rs",
        "a_file_is_a_title_and_what_follows_each_after_its_length",
    ),
    ("fieldward media 1 chunk", "core/src/record/media.rs", "the_bytes_of_a_recording_stay_the_same"),
    (
        "fieldward likeness 1 study",
        "core/src/record/likeness.rs",
        "a_token_is_as_it_was_in_the_identities_that_were_sealed_before",
    ),
    ("fieldward log entry 1", LOG, "golden"),
    (
        "fieldward export 1 record",
        "sync-server/src/export/tests.rs",
        "the_id_of_a_row_tells_no_time_and_is_the_same_in_every_export",
    ),
    ("fieldward request 1", LOG, "golden"),
    ("fieldward holder card 1", "sync-server/src/accounts/card.rs", "a_card_keeps_its_bytes"),
    (
        "fieldward recovery code 1 check",
        "sync-server/src/accounts/recovery.rs",
        "a_code_is_read_as_it_was_written_and_a_wrong_letter_is_noticed",
    ),
];

/// Formats that are read by what wrote them, or by nobody.
const WITHOUT: &[(&str, &str)] = &[
    ("fieldward request 1 one-time key", "lives as long as one request, and is deleted when it is opened"),
    ("fieldward request 1 reason", "lives as long as one request, and is deleted when it is opened"),
    (
        "fieldward roster 1",
        "a hash that is compared with one made by the same program; the roster stands in the package",
    ),
    ("PACKAGE_VERSION", "no package is upgraded: another version is refused, and the workbooks are published again"),
    ("STORED_VERSION", "part of a package, and refused with it"),
];

/// The documents that have vectors without a label: the wire, and what a session keeps.
const DOCUMENTS: &[(&str, &str)] = &[
    ("core/src/sync/wire/tests.rs", "the_document_shows_what_the_code_writes"),
    ("core/src/session/golden.rs", "what_is_kept_today_is_what_was_kept_before"),
    (LOG, "golden_statement"),
];

/// Primitives, each with published vectors, as this program calls it.
const PRIMITIVES: &[(&str, &str)] = &[
    ("core/src/seal/tests.rs", "xchacha20_poly1305"),
    ("core/src/seal/tests.rs", "chacha20_poly1305"),
    ("core/src/seal/tests.rs", "hpke_base_mode"),
    ("core/src/seal/tests.rs", "hpke_auth_mode"),
    ("core/src/seal/tests.rs", "argon2id"),
    ("core/src/seal/tests.rs", "ecdsa_p256"),
    ("core/src/seal/tests.rs", "ecdsa_p256_verifies"),
    ("core/src/seal/tests.rs", "hmac_sha256_of_the_rfc"),
    ("core/src/seal/tests.rs", "blake3_of_its_authors"),
    ("core/src/authority/holder.rs", "ed25519_of_the_rfc"),
    ("core/src/sync/pin.rs", "a_pin_reads_like_those_of_other_tools"),
];

pub(crate) fn faults() -> Vec<String> {
    let sources: Vec<Source> = all().into_iter().filter(|source| !source.path.starts_with("tests/")).collect();
    let found: Vec<String> = sources.iter().filter(|source| !source.is_test()).flat_map(labels).collect();
    let listed: Vec<&str> = FORMATS.iter().map(|row| row.0).chain(WITHOUT.iter().map(|row| row.0)).collect();
    let unlisted = found.iter().filter(|label| !listed.contains(&label.as_str()));
    let unlisted = unlisted.map(|label| format!("`{label}` has no golden vector in tests/tests/tidy/formats.rs"));
    let gone = listed.iter().filter(|label| !found.iter().any(|known| known == *label));
    let gone = gone.map(|label| format!("`{label}` is listed in tests/tests/tidy/formats.rs and nowhere else"));
    let vectors = FORMATS.iter().map(|row| (row.1, row.2)).chain(DOCUMENTS.iter().chain(PRIMITIVES).copied());
    unlisted.chain(gone).chain(vectors.filter_map(missing)).collect()
}

/// The labels in a file: texts that begin with the program's name and have a number, and constants of a version.
fn labels(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    // Not the lines that `code` gives: a file may name its tests before its constants.
    let lines = source.text.lines().take_while(|line| *line != "mod tests {");
    for line in lines.map(|line| line.split("//").next().unwrap_or(line)) {
        let texts = line.split('"').skip(1).step_by(2).map(|text| text.trim_end_matches("\\n"));
        let versioned = |text: &&str| {
            let named = text.starts_with("fieldward ") || *text == "fieldward-outbox-01";
            named && text.chars().any(|letter| letter.is_ascii_digit())
        };
        found.extend(texts.filter(versioned).map(str::to_owned));
        let constant = line.trim().strip_prefix("pub const ").and_then(|rest| rest.split(':').next());
        found.extend(constant.filter(|name| name.ends_with("_VERSION")).map(str::to_owned));
    }
    found
}

fn missing((file, test): (&str, &str)) -> Option<String> {
    let text = fs::read_to_string(root().join(file)).unwrap_or_default();
    let there = text.contains(&format!("fn {test}()"));
    (!there).then(|| format!("{file} has no test `{test}`, which tests/tests/tidy/formats.rs names"))
}
