//! Rows that are no questions of their own: attached files, the log of steps, things on a map.

use crate::form::{Attachment, Control, DataType, Parameters, Upload};

use super::Reader;
use crate::xlsform::{near::did_you_mean, parameters, sheet::Row};

impl Reader<'_> {
    /// `csv-external`, `xml-external`: the row's name is the file's.
    pub(super) fn external(&mut self, row: &Row, ending: &str) {
        let name = self.sheet.text(row, "name").to_owned();
        if name.is_empty() {
            return self.error(row, "name", "a name is missing", "Write the file's name without its ending");
        }
        self.names.question(&name);
        let column = self.sheet.place("name");
        let file = format!("{name}.{ending}");
        if self.attachments.iter().any(|known| known.id == name && known.column == column) {
            let message = format!("another row attaches a file as '{name}'");
            self.error(row, "name", message, "Rename one of the two");
        }
        self.attachments.push(Attachment { id: name, file, row: row.number, column });
    }

    /// A log of the interview's steps, for clients that keep one when asked.
    pub(super) fn audit(&mut self, row: &Row) {
        let name = self.sheet.text(row, "name");
        if !matches!(name, "" | "audit") {
            self.error(row, "name", format!("a log of steps is always named audit, not '{name}'"), "Clear the name");
        }
        let (audit, faults) = parameters::audit(self.sheet.text(row, "parameters"));
        for fault in faults {
            self.error(row, "parameters", fault.message, fault.remedy);
        }
        if self.audit.replace(audit).is_some() {
            self.error(row, "type", "there is another row audit", "Keep one of the two");
        }
    }

    /// Something drawn on a map, with what may be said about it.
    pub(super) fn osm(&mut self, row: &Row, list: &str) {
        let mut draft = self.row_of(row, DataType::File, Control::Upload(Upload::Osm), "");
        self.names.question(&draft.name);
        match self.around.osm.get(list) {
            Some(tags) => draft.parameters = Parameters::Osm(tags.clone()),
            None if self.around.osm.is_empty() => {}
            None => {
                let names = self.around.osm.keys().map(String::as_str);
                let remedy = did_you_mean(list, names, "Add the list to the sheet osm");
                self.error(row, "type", format!("the sheet osm has no list named '{list}'"), remedy);
            }
        }
        self.finish_question(row, &mut draft);
        self.rows.push(draft);
    }
}
