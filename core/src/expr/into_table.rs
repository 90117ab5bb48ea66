//! Following a path into a table, once, when it is compiled: `instance('x')/root/item[...]/name`.
//!
//! A table is the document `root` with a row in each `item`, whatever the two are called in the file that it came from;
//! the answers saved last are one row, the root itself. A cell inside others is a column `deep/x`, an attribute `@id`.
//! Names inside a predicate are columns of the row that is asked about. A column that the table has not is no error:
//! JavaRosa finds no nodes there, and so do we, for an attached file may come later than its form.

use super::{
    Code, Comparison, ExprError, ExprFault, Function, Reach, RowFilter, RowsRef,
    functions::{LogicFunction, NodesFunction},
    resolve::{Asked, Resolver, fault},
    tree::{Step, StepKind, Tree},
};

/// What `instance('...')` calls the answers of the interview that was finished last.
pub const LAST_SAVED: &str = "__last-saved";

/// How far a path has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    Document,
    Root,
    /// At all rows that pass the predicates so far.
    Rows,
    /// In a predicate: at the row that is asked about.
    Own,
    /// At a column of all rows, or of the own one.
    ColumnOfRows,
    ColumnOfOwn,
}

struct Walk {
    table: u32,
    stand: Stand,
    filters: Vec<RowFilter>,
    /// Names of the steps below the row.
    column: String,
}

impl Resolver<'_> {
    /// `instance('name')` and the steps after it.
    pub(super) fn instance_path(&mut self, offset: usize, name: &str, steps: &[Step<'_>]) -> Result<Code, ExprError> {
        match self.outline.table(name) {
            Some(table) => self.table_path(table, Stand::Document, steps),
            None => {
                let candidates = self.outline.near_table(name);
                fault(offset, ExprFault::UnknownTable { name: name.to_owned(), candidates })
            }
        }
    }

    /// `${last-saved#name}`.
    pub(super) fn last_saved(&mut self, offset: usize, name: &str) -> Result<Code, ExprError> {
        let node = self.only_node(offset, name)?;
        let Some(table) = self.outline.table(LAST_SAVED) else {
            return fault(offset, ExprFault::Unsupported(format!("${{last-saved#{name}}}")));
        };
        let path = self.outline.path(node).join("/");
        let column = self.outline.column(table, &path).or_else(|| self.outline.column(table, name));
        let column = column.map_or(Reach::Nothing, Reach::Column);
        Ok(Code::Rows(Box::new(RowsRef { table, filters: Vec::new(), column })))
    }

    /// Steps from somewhere in a table.
    pub(super) fn table_path(&mut self, table: u32, stand: Stand, steps: &[Step<'_>]) -> Result<Code, ExprError> {
        let mut walk = Walk { table, stand, filters: Vec::new(), column: String::new() };
        for step in steps {
            self.table_step(&mut walk, step)?;
            for predicate in &step.predicates {
                self.table_predicate(&mut walk, step.offset, predicate)?;
            }
        }
        if let Some(RowFilter::Equals(column, _)) = walk.filters.first() {
            self.lookups.push((table, *column));
        }
        let reach = match self.outline.column(table, &walk.column) {
            Some(column) => Reach::Column(column),
            None => Reach::Nothing,
        };
        let rows = |filters, column| Code::Rows(Box::new(RowsRef { table, filters, column }));
        Ok(match (walk.stand, reach) {
            // One root: as many nodes as one row.
            (Stand::Document | Stand::Root, _) => rows(vec![RowFilter::Holds(Code::Number(1.0))], Reach::Row),
            (Stand::Rows, _) => rows(walk.filters, Reach::Row),
            (Stand::ColumnOfRows, reach) => rows(walk.filters, reach),
            (Stand::Own, _) => Code::Cell(None),
            (Stand::ColumnOfOwn, Reach::Column(column)) => Code::Cell(Some(column)),
            (Stand::ColumnOfOwn, _) => rows(Vec::new(), Reach::Nothing),
        })
    }

    fn table_step(&self, walk: &mut Walk, step: &Step<'_>) -> Result<(), ExprError> {
        let is_record = self.outline.table(LAST_SAVED) == Some(walk.table) || self.outline.is_record(walk.table);
        walk.stand = match (walk.stand, &step.kind) {
            (stand, StepKind::Itself) => stand,
            (Stand::Document, StepKind::Child(_) | StepKind::Any) if is_record => Stand::Rows,
            (Stand::Document, StepKind::Child(_) | StepKind::Any) => Stand::Root,
            (Stand::Root, StepKind::Child(_) | StepKind::Any) => Stand::Rows,
            (Stand::Rows, StepKind::Child(name)) => {
                (*name).clone_into(&mut walk.column);
                Stand::ColumnOfRows
            }
            (Stand::Own, StepKind::Child(name)) => {
                (*name).clone_into(&mut walk.column);
                Stand::ColumnOfOwn
            }
            (Stand::ColumnOfRows | Stand::ColumnOfOwn, StepKind::Child(name)) => {
                walk.column = format!("{}/{name}", walk.column);
                walk.stand
            }
            (Stand::Rows, StepKind::Attribute(name)) => {
                walk.column = format!("@{name}");
                Stand::ColumnOfRows
            }
            (Stand::Own, StepKind::Attribute(name)) => {
                walk.column = format!("@{name}");
                Stand::ColumnOfOwn
            }
            (Stand::ColumnOfRows, StepKind::Parent) => Stand::Rows,
            (Stand::ColumnOfOwn, StepKind::Parent) => Stand::Own,
            (Stand::Rows | Stand::Own, StepKind::Parent) => {
                walk.filters.clear();
                Stand::Root
            }
            (Stand::Root, StepKind::Parent) => Stand::Document,
            (_, kind) => {
                let what = format!("{} in a path into a list or file", kind.told());
                return fault(step.offset, ExprFault::Unsupported(what));
            }
        };
        Ok(())
    }

    fn table_predicate(&mut self, walk: &mut Walk, offset: usize, predicate: &Tree<'_>) -> Result<(), ExprError> {
        let asked = match walk.stand {
            Stand::Rows => Asked::Row(walk.table),
            Stand::ColumnOfRows => Asked::Cell(walk.table, self.outline.column(walk.table, &walk.column)),
            _ => return fault(offset, ExprFault::Unsupported("a predicate here".to_owned())),
        };
        self.candidates.push(asked);
        let code = self.code(predicate);
        self.candidates.pop();
        let code = code?;
        match (walk.stand, &code) {
            // Each row has one cell of a name, so that its position is 1.
            (Stand::ColumnOfRows, Code::Number(number)) if (number - 1.0).abs() < 0.5 => {}
            (Stand::ColumnOfRows, _) if is_positional(&code) => {
                return fault(offset, ExprFault::Unsupported("a position within a row".to_owned()));
            }
            _ => walk.filters.extend(filters(code)),
        }
        Ok(())
    }
}

/// A predicate as filters: comparisons of a column with something that is the same for all rows come first, so that
/// they can be looked up.
fn filters(code: Code) -> Vec<RowFilter> {
    if is_positional(&code) {
        return vec![RowFilter::Holds(code)];
    }
    let whole = code.clone();
    let mut equals = Vec::new();
    let mut others = Vec::new();
    conjuncts(code, &mut |part| match equality(part) {
        Ok(filter) => equals.push(filter),
        Err(part) => others.push(part),
    });
    if equals.is_empty() {
        return vec![RowFilter::Holds(whole)];
    }
    // Truth is asked for, lest a number among them become a position.
    let holds = |part| RowFilter::Holds(Code::Call(Function::Logic(LogicFunction::Boolean), vec![part]));
    equals.extend(others.into_iter().map(holds));
    equals
}

fn conjuncts(code: Code, visit: &mut dyn FnMut(Code)) {
    match code {
        Code::And(sides) => sides.into_iter().for_each(|side| conjuncts(side, visit)),
        other => visit(other),
    }
}

fn equality(code: Code) -> Result<RowFilter, Code> {
    match code {
        Code::Compare(Comparison::Equal, sides) => match *sides {
            [Code::Cell(Some(column)), other] | [other, Code::Cell(Some(column))] if !asks_about_row(&other) => {
                Ok(RowFilter::Equals(column, other))
            }
            sides => Err(Code::Compare(Comparison::Equal, Box::new(sides))),
        },
        other => Err(other),
    }
}

fn asks_about_row(code: &Code) -> bool {
    let mut asks = matches!(code, Code::Cell(_)) || is_place(code);
    code.each_operand(&mut |part| asks |= asks_about_row(part));
    asks
}

/// Whether a predicate counts positions.
fn is_positional(code: &Code) -> bool {
    let mut counts = is_place(code);
    code.each_operand(&mut |part| counts |= is_positional(part));
    counts
}

fn is_place(code: &Code) -> bool {
    match code {
        Code::Call(Function::Nodes(NodesFunction::Position), arguments) => arguments.is_empty(),
        Code::Call(Function::Nodes(NodesFunction::Last), _) => true,
        _ => false,
    }
}
