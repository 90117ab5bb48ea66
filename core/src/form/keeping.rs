//! Which answers may outlive their interview, and the tables of a form that receive what another one left.
//!
//! An answer saved last, or written into a list of entities, is seen by the next person who is interviewed. So it may
//! be neutral only (S0) and never an identity, and neither may be anything that decides it: a calculation that copies a
//! name is a name, and a neutral question that is asked only after a sensitive yes tells that yes. Within these bounds
//! the form's own declaration is what a study has to say: `${last-saved#name}`, a row of the sheet `entities` with its
//! `save_to`, and, in each form that shows the list, a file of the list's name whose header says which columns it sees.
//! A workbook that declares more is refused when a study is read; this is asked again when an interview is over.

use super::{
    Entity, Form, NodeIndex, NodeKind, Sensitivity, Table, Value,
    explain::{Facet, Influence},
    table::Source,
};

/// What may stay, node by node.
#[derive(Debug, Clone)]
pub struct Keeping {
    barred: Vec<bool>,
}

impl Keeping {
    /// Looks through a form once.
    #[must_use]
    pub fn of(form: &Form) -> Self {
        let influence = Influence::of(form);
        let own = |node: &super::Node| node.care.sensitivity != Sensitivity::Neutral || node.care.identity;
        let mut keeping = Self { barred: form.nodes.iter().map(own).collect() };
        while keeping.spread(form, &influence) {}
        keeping
    }

    /// Whether a node's answer may be seen by the next person.
    #[must_use]
    pub fn may_stay(&self, node: NodeIndex) -> bool {
        !self.barred.get(node.0 as usize).copied().unwrap_or(true)
    }

    /// Whether an entity may be made or changed by this declaration at all: its place, id, label and conditions. Each
    /// of its properties is judged by its own question.
    #[must_use]
    pub fn may_declare(&self, entity: &Entity) -> bool {
        let expressions = [&entity.id, &entity.create_if, &entity.update_if, &entity.label];
        let reads = expressions.into_iter().flatten().flat_map(|expression| expression.code.named_nodes());
        let within = (entity.within.0 != 0).then_some(entity.within);
        reads.chain(within).filter(|node| node.0 != 0).all(|node| self.may_stay(node))
    }

    /// One round: what is decided by something barred is barred, and so is what stands in a group that is.
    fn spread(&mut self, form: &Form, influence: &Influence<'_>) -> bool {
        let mut more = Vec::new();
        for ruling in influence.rulings().iter().filter(|ruling| ruling.facet.carries()) {
            if !ruling.reads.iter().any(|node| self.barred[node.0 as usize]) {
                continue;
            }
            let node = form.node(ruling.node);
            let inside = matches!(ruling.facet, Facet::Relevant | Facet::Count) && !is_question(&node.kind);
            let end = if inside { node.end.0 } else { ruling.node.0 + 1 };
            more.extend((ruling.node.0..end).filter(|node| !self.barred[*node as usize]));
        }
        more.iter().for_each(|node| self.barred[*node as usize] = true);
        !more.is_empty()
    }
}

fn is_question(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Question(_))
}

impl Form {
    /// The table of the answers saved last, if the form reads any.
    #[must_use]
    pub fn last_saved(&self) -> Option<&Table> {
        self.tables.iter().find(|table| table.source == Source::LastSaved)
    }

    /// The attached file of this list, if the form has one.
    #[must_use]
    pub fn attached_list(&self, list: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == list && matches!(table.source, Source::File(_)))
    }

    /// Puts texts into the row of the answers saved last; names that the form does not read are passed over.
    pub(crate) fn take_last_saved(&mut self, values: &[(String, String)]) {
        let table = self.tables.iter_mut().find(|table| table.source == Source::LastSaved);
        let Some(table) = table.filter(|_| !values.is_empty()) else { return };
        let before = |column: usize| table.text(0, column as u32).to_owned();
        let said = |name: &String| values.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
        let cells = table.columns().iter().enumerate();
        let row: Vec<String> = cells.map(|(column, name)| said(name).unwrap_or_else(|| before(column))).collect();
        *table = table.with_one_row(&row);
    }

    /// Puts rows into the attached file of a list.
    pub(crate) fn take_rows(&mut self, list: &str, rows: &[Vec<String>]) {
        let is_list = |table: &&mut Table| table.name == list && matches!(table.source, Source::File(_));
        if let Some(table) = self.tables.iter_mut().find(is_list) {
            *table = table.merged(rows);
        }
    }

    /// A choice that came as its name, because the list that has it stood on one device only. Any other value as it is.
    #[must_use]
    pub fn as_choice(&self, node: NodeIndex, value: Value) -> Value {
        match &value {
            Value::Text(text) if self.choice_list(node).is_some() => self.parse_value(node, text).unwrap_or(value),
            _ => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{AskedBy, DraftEntity, fixture};

    /// Names of what may not stay, of a form whose second column of the first lines says how careful one is.
    fn check(careful: &[(&str, Sensitivity)], lines: &[&str], barred: &[&str]) {
        let mut draft = fixture::draft(lines);
        for row in &mut draft.rows {
            let found = careful.iter().find(|(name, _)| *name == row.name);
            row.care.sensitivity = found.map_or(Sensitivity::Neutral, |(_, sensitivity)| *sensitivity);
            row.care.by = AskedBy::Observer;
        }
        let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; ")));
        let keeping = Keeping::of(&form);
        let nodes = (0_u32..).zip(&form.nodes).skip(1);
        let found: Vec<&str> =
            nodes.filter(|(node, _)| !keeping.may_stay(NodeIndex(*node))).map(|(_, node)| node.name.as_str()).collect();
        assert_eq!(found, barred, "{lines:?}");
    }

    #[test]
    fn what_a_careful_answer_decides_does_not_stay_either() {
        let careful = [("name", Sensitivity::Personal)];
        check(&careful, &["text name", "text place"], &["name"]);
        check(&careful, &["text name", "calculate c | calculation: concat('x', ${name})"], &["name", "c"]);
        check(
            &careful,
            &["text name", "calculate c | calculation: ${d}", "calculate d | calculation: ${name}"],
            &["name", "c", "d"],
        );
        check(
            &careful,
            &["text name", "begin_group g | relevant: ${name} != ''", "text a", "end", "text b"],
            &["name", "g", "a"],
        );
        check(
            &careful,
            &["text name", "text a | default: ${name}", "text b | constraint: . != ${name}"],
            &["name", "a"],
        );
    }

    #[test]
    fn an_entity_is_judged_by_all_that_its_declaration_reads() {
        let label = |label: &str| {
            let mut draft = fixture::draft(&["text name", "text place | save_to: place"]);
            draft.rows[0].care.identity = true;
            let declared = DraftEntity { list: "places".to_owned(), label: label.to_owned(), ..DraftEntity::default() };
            draft.entities.push(declared);
            let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; ")));
            Keeping::of(&form).may_declare(&form.entities[0])
        };
        assert!(label("${place}"));
        assert!(!label("concat(${place}, ' of ', ${name})"), "a label that holds a name is a name");
    }
}
