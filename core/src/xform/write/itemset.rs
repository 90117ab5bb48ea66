//! Where the choices of a select come from, as a nodeset with its filter and its order.
//!
//! An instance, a file, or the answers of a repeat of the form itself. What stands in the instances is written by
//! `model`.

use std::fmt::{self, Write};

use super::{
    Writer,
    paths::{Place, Reach, Start},
};
use crate::form::{
    ChoiceList, ChoiceOrder, NodeIndex, Parameters, Question,
    table::{ITEXT_ID, LABEL, Source},
};

/// How the label of a choice with translations is found.
const BY_KEY: &str = "jr:itext(itextId)";

impl<W: Write> Writer<'_, '_, W> {
    /// Choices of a list or of an attached file.
    pub(super) fn list_itemset(&mut self, index: NodeIndex, question: &Question) -> fmt::Result {
        let form = self.form;
        let Some(table) = question.choice_list.and_then(|list| form.tables.get(list as usize)) else { return Ok(()) };
        let mut nodeset = format!("instance('{}'){}", table.name, table.elements().path());
        if let Some(filter) = &question.choice_filter {
            nodeset = format!("{nodeset}[{}]", self.paths.xpath(&filter.source, Place::filter(index)));
        }
        let nodeset = self.in_order(nodeset, index, question);
        let columns = question.choice_columns;
        let (value, words) = usual_columns(&table.source, &question.parameters);
        let label = match columns.label {
            ITEXT_ID => BY_KEY,
            LABEL => self.label_reference(&table.name),
            column => Some(table.column_name(column)).filter(|name| !name.is_empty()).unwrap_or(words),
        };
        let value = Some(table.column_name(columns.value)).filter(|name| !name.is_empty()).unwrap_or(value);
        self.itemset_element(&nodeset, value, label)
    }

    /// Choices that are answers of another question, in all repetitions.
    pub(super) fn answers_itemset(&mut self, index: NodeIndex, answers: NodeIndex, question: &Question) -> fmt::Result {
        let place = Place { reach: Reach::AroundRepeat, ..Place::at(index) };
        let path = self.paths.path(answers, place, Start::Here);
        let (nodeset, name) = path.trim().rsplit_once('/').unwrap_or(("", path.trim()));
        let filter = match &question.choice_filter {
            Some(filter) => {
                let filter = self.paths.xpath(&filter.source, Place { start: Start::Current, ..place });
                filter.replace(&format!("current()/{nodeset}"), ".").replace(nodeset, ".")
            }
            None => format!("./{name} != ''"),
        };
        let nodeset = self.in_order(format!("{nodeset}[{filter}]"), index, question);
        self.itemset_element(&nodeset, name, name)
    }

    /// Places that are drawn beneath a map.
    pub(super) fn reference_geometry(&mut self, index: NodeIndex, source: &str) -> fmt::Result {
        if source.starts_with("${") {
            let path = self.paths.xpath(source, Place { reach: Reach::AroundRepeat, ..Place::at(index) });
            return self.itemset_element(&format!("{}[./geometry != '']", path.trim()), "geometry", "geometry");
        }
        let (base, ending) = source.rsplit_once('.').unwrap_or((source, ""));
        let (value, label) = if ending == "geojson" { ("id", "title") } else { ("name", "label") };
        let label = if ending.is_empty() { self.label_reference(base) } else { label };
        self.itemset_element(&format!("instance('{base}')/root/item"), value, label)
    }

    /// Choices that a search in an attached file replaces: their names are columns of the file.
    pub(super) fn inline_items(&mut self, question: &Question) -> fmt::Result {
        let form = self.form;
        let Some(mut choices) = form.choices_of(question) else { return Ok(()) };
        // To other clients the list goes out as it was written.
        if let Source::Searched(list) = &choices.table.source
            && let Some(written) = form.table(list)
        {
            choices = ChoiceList::new(written, question.choice_columns);
        }
        for choice in choices.iter() {
            if choices.table.column("itextId").is_some() {
                self.xml.open("item")?;
                self.xml.open("label")?;
                let key = format!("jr:itext('{}')", choices.table.cell(choice.index(), ITEXT_ID));
                self.xml.attribute("ref", &key)?;
                self.xml.close()?;
                self.xml.leaf("value", choice.name())?;
                self.xml.close()?;
            } else {
                self.item(choice.name(), &choice.label().plain(form.default_language, 0))?;
            }
        }
        Ok(())
    }

    pub(super) fn itemset_element(&mut self, nodeset: &str, value: &str, label: &str) -> fmt::Result {
        self.xml.open("itemset")?;
        self.xml.attribute("nodeset", nodeset)?;
        for (name, reference) in [("value", value), ("label", label)] {
            self.xml.open(name)?;
            self.xml.attribute("ref", reference)?;
            self.xml.close()?;
        }
        self.xml.close()
    }

    /// What the label of a list's items is called.
    pub(super) fn label_reference(&self, list: &str) -> &'static str {
        let translated = self.form.table(list).is_some_and(|table| table.column("itextId").is_some());
        if translated { BY_KEY } else { "label" }
    }

    fn in_order(&self, nodeset: String, index: NodeIndex, question: &Question) -> String {
        match &question.parameters {
            Parameters::Select(select) if select.order == ChoiceOrder::Shuffled => match &question.seed {
                Some(seed) => {
                    format!("randomize({nodeset}, {})", self.paths.xpath(&seed.source, Place::at(index)).trim())
                }
                None => format!("randomize({nodeset})"),
            },
            _ => nodeset,
        }
    }
}

/// The columns that a select uses of a file that is not here: those of its parameters, else the usual ones.
fn usual_columns<'p>(source: &Source, parameters: &'p Parameters) -> (&'p str, &'p str) {
    let is_map = matches!(source, Source::File(file) if file.ends_with(".geojson"));
    let (value, label) = if is_map { ("id", "title") } else { ("name", "label") };
    match parameters {
        Parameters::Select(select) => (
            if select.value.is_empty() { value } else { &select.value },
            if select.label.is_empty() { label } else { &select.label },
        ),
        _ => (value, label),
    }
}
