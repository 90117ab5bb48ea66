//! Calls that are settled when an expression is compiled: the names of nodes, and `pulldata` with its names written
//! out.

use super::{
    Code, ExprError, ExprFault, Function, Reach,
    functions::{AboutFunction, TextFunction, pulldata_path},
    resolve::{Resolver, fault},
    tree::{Tree, TreeKind},
};

impl Resolver<'_> {
    /// What a call is worth already; `None` for one that must wait.
    pub(super) fn about(
        &mut self,
        offset: usize,
        function: AboutFunction,
        arguments: &[Tree<'_>],
    ) -> Result<Option<Code>, ExprError> {
        match function {
            AboutFunction::Name => {
                let name = match arguments.first() {
                    None => self.outline.name(self.standing.node).to_owned(),
                    Some(argument) => self.name_of(offset, argument)?,
                };
                Ok(Some(Code::Text(name.as_str().into())))
            }
            AboutFunction::NamespaceUri | AboutFunction::Id => Ok(Some(Code::Text("".into()))),
            AboutFunction::PullData => self.pulldata(arguments),
            _ => Ok(None),
        }
    }

    fn name_of(&mut self, offset: usize, argument: &Tree<'_>) -> Result<String, ExprError> {
        let known = (self.reads.len(), self.lookups.len());
        let code = self.code(argument)?;
        // A name never changes: nothing is read.
        self.reads.truncate(known.0);
        self.lookups.truncate(known.1);
        Ok(match &code {
            Code::Here => self.outline.name(self.standing.node).to_owned(),
            Code::Nodes(reference) => self.outline.name(reference.node).to_owned(),
            Code::Paths(references) => {
                references.first().map_or_else(String::new, |first| self.outline.name(first.node).to_owned())
            }
            Code::Rows(rows) => match rows.column {
                Reach::Column(column) => self.outline.column_name(rows.table, column).to_owned(),
                Reach::Row => "item".to_owned(),
                Reach::Nothing => String::new(),
            },
            _ => return fault(offset, ExprFault::Argument { function: "name", argument: 1, needs: "a path" }),
        })
    }

    fn pulldata(&mut self, arguments: &[Tree<'_>]) -> Result<Option<Code>, ExprError> {
        let [table, column, key, wanted] = arguments else { return Ok(None) };
        let (TreeKind::Text(table), TreeKind::Text(column), TreeKind::Text(key)) =
            (&table.kind, &column.kind, &key.kind)
        else {
            return Ok(None);
        };
        let Some(table) = self.outline.table(table.trim_end_matches(".csv")) else { return Ok(None) };
        let (Some(column), Some(key)) =
            (self.outline.column_alike(table, column), self.outline.column_alike(table, key))
        else {
            return Ok(None);
        };
        self.lookups.push((table, key));
        // Cells are texts, and compared as such.
        let wanted = Code::Call(Function::Text(TextFunction::Text), vec![self.code(wanted)?]);
        Ok(Some(pulldata_path(table, column, key, wanted)))
    }
}
