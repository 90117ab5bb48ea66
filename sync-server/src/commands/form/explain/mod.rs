//! `fieldward form explain`: what decides a question, and what it decides, for a person who debugs a form at night.

mod glance;
mod json;
mod kind;
mod page;
#[cfg(test)]
mod tests;

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward_core::{
    expr::nearest,
    form::{
        Form, NodeIndex, Path,
        explain::{explain, overview, shown_name},
    },
};

use super::read;
use crate::{commands::Failure, say, terminal::columns::columns};

/// Width where nobody says: what is printed into a file is read at a terminal later.
const WIDTH_USUAL: usize = 80;

/// `form explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The workbook.
    form: PathBuf,
    /// The question, group or repeat, as the author writes it: `age`, `${age}`, `member/age`. Without it: an overview.
    name: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Print every link of the chains, however many there are.
    #[arg(long)]
    all: bool,
}

impl Explain {
    pub(in crate::commands) fn run(self) -> Result<ExitCode, Failure> {
        let form = read::usable(&self.form)?;
        let width = columns(WIDTH_USUAL);
        let Some(name) = &self.name else {
            let overview = overview(&form);
            if self.json {
                say::result(json::overview(&form, &overview));
            } else {
                glance::lines(&form, &overview, width).iter().for_each(say::result);
            }
            return Ok(ExitCode::SUCCESS);
        };
        let node = named(&form, name)?;
        let explanation = explain(&form, node);
        if self.json {
            say::result(json::explanation(&form, &explanation));
        } else {
            let links_max = if self.all { usize::MAX } else { page::LINKS_SHOWN_MAX };
            page::lines(&form, &explanation, links_max, width).iter().for_each(say::result);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The node that a person means.
pub(super) fn named(form: &Form, written: &str) -> Result<NodeIndex, Failure> {
    let name = written.trim().trim_start_matches("${").trim_end_matches('}');
    if let Some(path) = form.find(name) {
        return Ok(path.node);
    }
    let same: Vec<String> =
        form.named(name).iter().map(|node| form.path_text(&Path { node: *node, at: Vec::new() })).collect();
    if !same.is_empty() {
        return Err(format!("'{name}' is the name of {}; say which: {}", same.len(), same.join(", ")).into());
    }
    let near = nearest(name, form.nodes.iter().skip(1).map(|node| node.name.as_str()));
    Err(match near.as_slice() {
        [] => format!("the form has no question named '{name}'").into(),
        near => format!("the form has no question named '{name}'; did you mean {}?", near.join(", ")).into(),
    })
}

/// `age (row 12)`: a name, and where to find it in the workbook.
fn place(form: &Form, node: NodeIndex) -> String {
    match form.node(node).row {
        0 => shown_name(form, node),
        row => format!("{} (row {row})", shown_name(form, node)),
    }
}
