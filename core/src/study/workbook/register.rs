//! The sheets `roles`, `sites` and `referral`: who may see what, where the study works, and who helps.

use super::book::Book;
use crate::{
    ids::SiteId,
    study::{DATA_CLASSES, NEEDS, PLACE_ROLES, ROLES, Role, SITE_KINDS, Service, Site},
    xlsform::Issue,
};

/// Minutes of an hour that can be wanted.
const MINUTES_WANTED: std::ops::RangeInclusive<u16> = 0..=60;

pub(super) fn roles(book: &mut Book<'_>) -> Vec<Role> {
    let sheet = book.sheet("roles", &["role", "sees"], &[]);
    book.unique(&sheet, "role");
    let mut roles = Vec::new();
    for row in sheet.rows() {
        let role = book.known_word(&sheet, row, "role", &ROLES);
        let sees = book.known_words(&sheet, row, "sees", &DATA_CLASSES);
        if sees.iter().any(|class| class == "identity") && !role.starts_with("custodian") {
            let message = "only custodians may open identity, one of each of their two roles";
            book.error(&sheet, row, "sees", message, "Take identity out of this row");
        }
        roles.push(Role { role, sees });
    }
    roles
}

pub(super) fn sites(book: &mut Book<'_>) -> Vec<Site> {
    const COLUMNS: [&str; 7] =
        ["id", "admin_code", "kind", "place_roles", "vantage_points", "minutes_wanted", "safety_contact"];
    let sheet = book.sheet("sites", &COLUMNS, &["name"]);
    book.unique(&sheet, "id");
    let points = |text: &str| text.split(';').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let site = |row| Site {
        id: SiteId(book.required(&sheet, row, "id")),
        name: book.localized(&sheet, row, "name"),
        admin_code: book.required(&sheet, row, "admin_code"),
        kind: book.known_word(&sheet, row, "kind", &SITE_KINDS),
        place_roles: book.known_words(&sheet, row, "place_roles", &PLACE_ROLES),
        vantage_points: points(sheet.text(row, "vantage_points")),
        minutes_wanted: u32::from(book.number(&sheet, row, "minutes_wanted", MINUTES_WANTED)),
        safety_contact: book.required(&sheet, row, "safety_contact"),
    };
    sheet.rows().iter().map(site).collect()
}

pub(super) fn referral(book: &mut Book<'_>) -> Vec<Service> {
    let sheet = book.sheet("referral", &["need", "area", "hours", "reach"], &["name"]);
    let service = |row| Service {
        name: book.localized(&sheet, row, "name"),
        need: book.known_word(&sheet, row, "need", &NEEDS),
        area: book.required(&sheet, row, "area"),
        hours: book.required(&sheet, row, "hours"),
        reach: book.required(&sheet, row, "reach"),
    };
    let services: Vec<Service> = sheet.rows().iter().map(service).collect();
    for need in ["safety", "health"] {
        if !services.iter().any(|service| service.need == need) && !sheet.name().is_empty() {
            let message = format!("no service answers the need {need}");
            book.issues.push(Issue::error(
                "referral",
                message,
                "Nobody is interviewed where help cannot be found: add one",
            ));
        }
    }
    services
}
