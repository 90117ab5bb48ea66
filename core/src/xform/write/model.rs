//! The model: how to send, words, instances, and what holds of each node.
//!
//! The parts come in the order in which ODK's clients expect them; each is written by a file of its own, but for the
//! instances of lists, which are here.

use std::fmt::{self, Write};

use super::Writer;
use crate::expr::LAST_SAVED;
use crate::form::table::{self, Source, Table};

/// Settings that are attributes of the element `submission`, with the attributes.
const SUBMISSION: [(&str, &str); 4] = [
    ("submission_url", "action"),
    ("public_key", "base64RsaPublicKey"),
    ("auto_send", "orx:auto-send"),
    ("auto_delete", "orx:auto-delete"),
];

impl<W: Write> Writer<'_, '_, W> {
    pub(super) fn model(&mut self) -> fmt::Result {
        self.xml.open("model")?;
        self.xml.attribute("odk:xforms-version", "1.0.0")?;
        if !self.form.entities.is_empty() {
            let simple = self.form.entities.len() == 1 && self.places.iter().all(|place| place.0 == 0);
            self.xml.attribute("entities:entities-version", if simple { "2024.1.0" } else { "2025.1.0" })?;
        }
        self.submission()?;
        self.itext()?;
        self.main_instance()?;
        let form = self.form;
        for table in &form.tables {
            self.secondary_instance(table)?;
        }
        // Which entity is changed is looked up in its list: the list must be there though no question offers it.
        for entity in form.entities.iter().filter(|entity| entity.id.is_some() && form.table(&entity.list).is_none()) {
            self.attached(&entity.list, &format!("jr://file-csv/{}.csv", entity.list))?;
        }
        self.binds()?;
        self.xml.close()
    }

    fn submission(&mut self) -> fmt::Result {
        let settings = &self.form.settings;
        let editable = settings.client("client_editable").to_lowercase();
        let editable = matches!(editable.as_str(), "yes" | "true" | "true()");
        if !editable && SUBMISSION.iter().all(|(column, _)| settings.client(column).is_empty()) {
            return Ok(());
        }
        self.xml.open("submission")?;
        for (column, attribute) in SUBMISSION {
            self.xml.attribute_if(attribute, settings.client(column))?;
            if attribute == "action" && !settings.client(column).is_empty() {
                self.xml.attribute("method", "post")?;
            }
        }
        if editable {
            self.xml.attribute("odk:client-editable", "true")?;
        }
        self.xml.close()
    }

    fn secondary_instance(&mut self, table: &Table) -> fmt::Result {
        match &table.source {
            Source::Choices => self.choices(table),
            Source::File(file) => {
                let folder = if file.ends_with(".csv") { "file-csv" } else { "file" };
                self.attached(&table.name, &format!("jr://{folder}/{file}"))
            }
            Source::LastSaved => self.attached(LAST_SAVED, "jr://instance/last-saved"),
            Source::Searched(_) => Ok(()),
        }
    }

    fn attached(&mut self, id: &str, address: &str) -> fmt::Result {
        self.xml.open("instance")?;
        self.xml.attribute("id", id)?;
        self.xml.attribute("src", address)?;
        self.xml.close()
    }

    /// A choice list: name, label or the key of its translations, and the other columns that have something in them.
    fn choices(&mut self, table: &Table) -> fmt::Result {
        self.xml.open("instance")?;
        self.xml.attribute("id", &table.name)?;
        let (root, item) = table.elements().names();
        self.xml.open(root)?;
        let translated = table.column("itextId").is_some();
        for row in 0..table.len() {
            item.map_or(Ok(()), |item| self.xml.open(item))?;
            self.cell_attributes(table, row)?;
            if translated {
                self.xml.leaf("itextId", &table.cell(row, table::ITEXT_ID))?;
            }
            for (column, name) in (0_u32..).zip(table.columns()) {
                let cell = table.text(row, column);
                if (column == table::NAME || !cell.is_empty()) && is_xml_name(name) {
                    self.xml.leaf(name, cell)?;
                }
                if column == table::NAME && !translated && table.column("label") == Some(table::LABEL) {
                    self.xml.leaf("label", &table.cell(row, table::LABEL))?;
                }
            }
            self.inner_cells(table, row)?;
            item.map_or(Ok(()), |_| self.xml.close())?;
        }
        self.xml.close()?;
        self.xml.close()
    }

    /// Cells that are attributes of their row.
    fn cell_attributes(&mut self, table: &Table, row: u32) -> fmt::Result {
        for (column, name) in (0_u32..).zip(table.columns()) {
            let attribute = name.strip_prefix('@').filter(|name| is_xml_name(name));
            attribute.map_or(Ok(()), |name| self.xml.attribute_if(name, table.text(row, column)))?;
        }
        Ok(())
    }

    /// Cells inside other elements: those that stand side by side share the elements around them.
    fn inner_cells(&mut self, table: &Table, row: u32) -> fmt::Result {
        let mut open: Vec<&str> = Vec::new();
        for (column, name) in (0_u32..).zip(table.columns()) {
            let Some((around, leaf)) = name.rsplit_once('/') else { continue };
            let around: Vec<&str> = around.split('/').collect();
            let cell = table.text(row, column);
            if cell.is_empty() || !around.iter().chain([&leaf]).all(|name| is_xml_name(name)) {
                continue;
            }
            let shared = open.iter().zip(&around).take_while(|(one, other)| one == other).count();
            (shared..open.len()).try_for_each(|_| self.xml.close())?;
            around[shared..].iter().try_for_each(|name| self.xml.open(name))?;
            open = around;
            self.xml.leaf(leaf, cell)?;
        }
        (0..open.len()).try_for_each(|_| self.xml.close())
    }
}

/// Whether an element can be called so. Columns that no path can name are left out: nothing in a form can use them.
fn is_xml_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
}
