//! Which part of the archive is what: each part may have a list of those that it leads to.

use crate::xlsform::{
    limits::RELATIONS_MAX,
    markup::{Fault, Piece, value},
    package::Package,
};

/// What one part leads to.
#[derive(Debug, Default)]
pub struct Relations(Vec<Relation>);

#[derive(Debug)]
struct Relation {
    id: String,
    /// The last word of its type: `worksheet`.
    kind: String,
    part: String,
}

impl Relations {
    /// What a part leads to, or the whole archive for an empty name. Nothing when there is no such list.
    pub fn read(package: &mut Package<'_>, part: &str) -> Result<Self, Fault> {
        let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
        let list = join(folder, &format!("_rels/{name}.rels"));
        let mut relations = Self::default();
        let Some(mut markup) = package.part(&list)? else { return Ok(relations) };
        loop {
            match markup.next()? {
                Piece::Open(tag) if tag.name == b"Relationship" => {
                    let text = |name: &[u8]| value(tag.attribute(name).unwrap_or_default());
                    let kind = text(b"Type")?;
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    if relations.0.len() >= RELATIONS_MAX {
                        return Err(Fault::TooFar);
                    }
                    relations.0.push(Relation { id: text(b"Id")?, kind, part: join(folder, &text(b"Target")?) });
                }
                Piece::End => return Ok(relations),
                _ => {}
            }
        }
    }

    /// The first part of a kind.
    pub fn of_kind(&self, kind: &str) -> Option<&str> {
        self.0.iter().find(|relation| relation.kind == kind).map(|relation| relation.part.as_str())
    }

    /// The part with the cells of the sheet that is called so.
    pub fn sheet(&self, id: &str) -> Option<&str> {
        let relation = self.0.iter().find(|relation| relation.id == id)?;
        (relation.kind == "worksheet").then_some(relation.part.as_str())
    }
}

/// A target as the name of a part: from the archive's root when it begins so, else from the folder.
fn join(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_lead_from_the_folder_or_from_the_root() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/styles.xml", "xl/styles.xml"),
            ("xl/a", "../b.xml", "xl/b.xml"),
            ("", "./xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../x", "x"),
        ] {
            assert_eq!(join(folder, target), expected);
        }
    }
}
