//! Every cell with an expression or a text, resolved at its node.
//!
//! Each cell that cannot be read is a fault of its own, and reading goes on, so that an author hears of all of them at
//! once. The order in which rules are evaluated is worked out afterwards (`order`).

use super::{Cell, Compiler, circles::Condition, rows::Bone};
use crate::{
    expr::{Code, Expression, NodeIndex, Scope, Standing},
    form::{
        ChoiceSource, Control, DataType, DraftChoiceSource, DraftKind, DraftMedia, DraftRow, FormDraft, FormFaultKind,
        Media, Node, NodeKind, Question, REPETITIONS_WRITTEN_MAX, Sheet, dependencies::RuleKind, is_dynamic, lexical,
        look::watched::begins_without,
    },
};

impl Compiler {
    /// All nodes, without their ends.
    pub fn cells(&mut self, skeleton: &[Bone], draft: &FormDraft) -> Vec<Node> {
        self.attach_lists(skeleton, draft);
        let mut nodes = Vec::with_capacity(skeleton.len());
        for (index, bone) in skeleton.iter().enumerate() {
            let index = NodeIndex(u32::try_from(index).unwrap_or(u32::MAX));
            nodes.push(match bone.row.and_then(|row| draft.rows.get(row)) {
                Some(row) => self.node(index, bone.parent, row, draft),
                None => root(),
            });
        }
        nodes
    }

    fn attach_lists(&mut self, skeleton: &[Bone], draft: &FormDraft) {
        for (index, bone) in skeleton.iter().enumerate() {
            let Some(DraftRow { kind: DraftKind::Question { choice_list, .. }, row, .. }) =
                bone.row.map(|row| &draft.rows[row])
            else {
                continue;
            };
            if choice_list.is_empty() {
                continue;
            }
            match self.outline.table(choice_list) {
                Some(list) => self.outline.set_choice_list(NodeIndex(u32::try_from(index).unwrap_or(0)), list),
                None => {
                    let cell = Cell { sheet: Sheet::Survey, row: *row, column: "type" };
                    self.fault(cell, FormFaultKind::UnknownList(choice_list.clone()));
                }
            }
        }
    }

    fn node(&mut self, index: NodeIndex, parent: NodeIndex, row: &DraftRow, draft: &FormDraft) -> Node {
        let cell = |column| Cell { sheet: Sheet::Survey, row: row.row, column };
        let inside = Standing { node: index, scope: Scope::Inside, choice_list: None };
        let relevant = self.rule(&row.relevant, cell("relevant"), inside, RuleKind::Relevant);
        let kind = match &row.kind {
            DraftKind::BeginRepeat => {
                let around = Standing { scope: Scope::Around, ..inside };
                let count = self.rule(&row.repeat_count, cell("repeat_count"), around, RuleKind::Count);
                let begins_with = count.is_none() && !begins_without(&row.appearance);
                let first = row.repetitions.unwrap_or(1).min(REPETITIONS_WRITTEN_MAX);
                NodeKind::Repeat { initial: if begins_with { first } else { 0 }, count }
            }
            DraftKind::Question { data_type, control, .. } => {
                NodeKind::Question(Box::new(self.question(index, row, *data_type, *control, draft)))
            }
            DraftKind::BeginGroup | DraftKind::End => NodeKind::Group,
        };
        self.check_misplaced(row);
        Node {
            name: row.name.clone(),
            parent,
            end: NodeIndex(0),
            kind,
            label: self.text(&row.label, cell("label"), Some(index)),
            hint: self.text(&row.hint, cell("hint"), Some(index)),
            guidance: self.text(&row.guidance, cell("guidance_hint"), Some(index)),
            relevant,
            appearance: row.appearance.clone(),
            care: row.care.clone(),
            row: row.row,
            media: row.media.iter().map(|media| self.media(media, row.row, index)).collect(),
            autoplay: row.autoplay.clone(),
            attributes: row.attributes.clone(),
        }
    }

    /// An expression whose value is kept: its rule is noted with what it reads.
    fn rule(&mut self, source: &str, cell: Cell<'_>, standing: Standing, kind: RuleKind) -> Option<Expression> {
        let (expression, reads) = self.expression(source, cell, standing)?;
        self.rules.push((standing.node, kind, reads));
        Some(expression)
    }

    fn question(
        &mut self,
        index: NodeIndex,
        row: &DraftRow,
        data_type: DataType,
        control: Control,
        draft: &FormDraft,
    ) -> Question {
        let cell = |column| Cell { sheet: Sheet::Survey, row: row.row, column };
        let inside = Standing { node: index, scope: Scope::Inside, choice_list: None };
        let choice_list = self.outline.choice_list(index);
        let constraint = self.expression(&row.constraint, cell("constraint"), inside);
        Question {
            data_type,
            control,
            choice_list,
            choice_columns: self.choice_columns(choice_list, row, draft),
            choice_filter: self.choice_filter(row, inside, choice_list),
            required: self.truth(&row.required, cell("required"), inside),
            required_message: self.text(&row.required_message, cell("required_message"), Some(index)),
            constraint: constraint.map(|(expression, _)| expression),
            constraint_message: self.text(&row.constraint_message, cell("constraint_message"), Some(index)),
            calculation: self.calculation(row, inside),
            default: self.default(row, data_type, inside, draft),
            read_only: self.truth(&row.read_only, cell("read_only"), inside),
            choice_source: self.choice_source(row, index),
            triggers: self.triggers(row, index),
            parameters: row.parameters.clone(),
            seed: self.expression(&row.seed, cell("parameters"), inside).map(|(expression, _)| expression),
        }
    }

    /// A calculation follows what it reads, unless triggers say when it is made.
    fn calculation(&mut self, row: &DraftRow, standing: Standing) -> Option<Expression> {
        let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "calculation" };
        if row.triggers.is_empty() {
            return self.rule(&row.calculation, cell, standing, RuleKind::Calculate);
        }
        self.expression(&row.calculation, cell, standing).map(|(expression, _)| expression)
    }

    /// A filter is asked about each choice: about a row of the list, or, where other people's answers are the choices,
    /// about the repetition that such an answer stands in.
    fn choice_filter(&mut self, row: &DraftRow, inside: Standing, choice_list: Option<u32>) -> Option<Expression> {
        let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "choice_filter" };
        let DraftChoiceSource::Answers(name) = &row.choice_source else {
            let filter = self.rule(&row.choice_filter, cell, Standing { choice_list, ..inside }, RuleKind::Offered)?;
            // A search was written out as a filter; who asks why something is offered reads it as its author wrote it.
            return Some(match &row.choice_source {
                DraftChoiceSource::Search(written) => {
                    Expression::new(&format!("search({written})"), filter.code.clone())
                }
                _ => filter,
            });
        };
        let asked = self.outline.named(name).next();
        let node = asked.and_then(|asked| self.outline.repeats(asked).last().copied()).unwrap_or(NodeIndex(0));
        let (expression, reads) =
            self.expression(&row.choice_filter, cell, Standing { node, scope: Scope::Offered(inside.node), ..inside })?;
        self.rules.push((inside.node, RuleKind::Offered, reads));
        Some(expression)
    }

    fn choice_source(&mut self, row: &DraftRow, index: NodeIndex) -> ChoiceSource {
        let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "type" };
        match &row.choice_source {
            DraftChoiceSource::List => ChoiceSource::List,
            DraftChoiceSource::External => ChoiceSource::External,
            DraftChoiceSource::Search(arguments) => ChoiceSource::Search(arguments.clone()),
            DraftChoiceSource::Answers(name) => {
                self.named(name, cell, index).map_or(ChoiceSource::List, ChoiceSource::Answers)
            }
        }
    }

    fn media(&mut self, media: &DraftMedia, row: u32, node: NodeIndex) -> Media {
        let column = media.kind.column();
        let file = self.text(&media.file, Cell { sheet: Sheet::Survey, row, column }, Some(node));
        Media { kind: media.kind, file }
    }

    /// `yes`, `no`, or an expression.
    fn truth(&mut self, source: &str, cell: Cell<'static>, standing: Standing) -> Option<Expression> {
        match source.trim().to_ascii_lowercase().as_str() {
            "no" | "false" | "false()" => None,
            "yes" | "true" => self.expression("true()", cell, standing).map(|(expression, _)| expression),
            _ => {
                let (expression, reads) = self.expression(source, cell, standing)?;
                // How many repetitions there are is no value that anything decides.
                let reads = reads.into_iter().map(|read| read.node).filter(|node| !self.outline.is_repeat(*node));
                let reads = reads.collect();
                self.conditions.push(Condition { node: standing.node, column: cell.column, reads });
                Some(expression)
            }
        }
    }

    /// A default is an expression when it calls, computes or refers; else it is a value as it stands.
    fn default(
        &mut self,
        row: &DraftRow,
        data_type: DataType,
        standing: Standing,
        draft: &FormDraft,
    ) -> Option<Expression> {
        let source = row.default.trim();
        let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "default" };
        if source.is_empty() {
            return None;
        }
        if is_dynamic(source, data_type) {
            return self.expression(source, cell, standing).map(|(expression, _)| expression);
        }
        let list = self.outline.choice_list(standing.node);
        let column = self.choice_columns(list, row, draft).value;
        let mut known = |name: &str| list.is_some_and(|list| self.knows_choice(list, column, name, draft));
        let fits = match data_type {
            DataType::SelectOne => known(source),
            DataType::SelectMultiple => source.split_whitespace().all(&mut known),
            _ => lexical::is_first_value(data_type, source),
        };
        if !fits {
            self.fault(cell, FormFaultKind::BadDefault(lexical::expected(data_type)));
            return None;
        }
        Some(Expression::new(source, Code::Text(source.into())))
    }

    fn check_misplaced(&mut self, row: &DraftRow) {
        let is_question = matches!(row.kind, DraftKind::Question { .. });
        let has_list = matches!(&row.kind, DraftKind::Question { choice_list, .. } if !choice_list.is_empty());
        let is_select = has_list || row.choice_source != DraftChoiceSource::List;
        let only_questions = "only a question can have this; a group or repeat cannot";
        let checks = [
            (&row.choice_filter, "choice_filter", is_select, "only a select question can have a choice_filter"),
            (&row.repeat_count, "repeat_count", row.kind == DraftKind::BeginRepeat, "only a repeat can have a count"),
            (&row.constraint, "constraint", is_question, only_questions),
            (&row.calculation, "calculation", is_question, only_questions),
            (&row.default, "default", is_question, only_questions),
        ];
        for (content, column, allowed, message) in checks {
            if !content.trim().is_empty() && !allowed {
                let cell = Cell { sheet: Sheet::Survey, row: row.row, column };
                self.fault(cell, FormFaultKind::Misplaced(message));
            }
        }
        if matches!(row.kind, DraftKind::Question { control: Control::Calculate, .. })
            && row.calculation.trim().is_empty()
            && row.default.trim().is_empty()
        {
            let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "calculation" };
            self.fault(cell, FormFaultKind::Misplaced("a calculate needs a calculation"));
        }
    }
}

fn root() -> Node {
    Node { name: "data".to_owned(), ..Node::default() }
}
