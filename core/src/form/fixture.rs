//! Forms for tests, written as lines: `integer age | constraint: . > 0`, `begin_repeat member`, `end`, `select_one yn
//! works | relevant: ${age} > 5`; a list as `list yn: yes no`, with a column as `list d +region: a=r1 b=r2`.

use super::{Control, DataType, DraftChoiceList, DraftKind, DraftRow, Form, FormDraft, FormFault, Preload};

/// The draft that the lines say; rows are numbered from 2, as in a sheet with a header.
pub fn draft(lines: &[&str]) -> FormDraft {
    let mut draft = FormDraft { id: "test".to_owned(), ..FormDraft::default() };
    for line in lines {
        match line.strip_prefix("list ") {
            Some(list) => draft.choice_lists.push(choice_list(list)),
            None => draft.rows.push(row(line, u32::try_from(draft.rows.len()).expect("few rows") + 2)),
        }
    }
    draft
}

/// The form that the lines say, or its faults.
pub fn compile(lines: &[&str]) -> Result<Form, Vec<FormFault>> {
    Form::compile(draft(lines))
}

/// The form that the lines say.
pub fn form(lines: &[&str]) -> Form {
    compile(lines).unwrap_or_else(|faults| panic!("{}", told(&faults).join("\n")))
}

/// Faults as `row column: message`.
pub fn told(faults: &[FormFault]) -> Vec<String> {
    faults.iter().map(|fault| format!("{} {}: {fault}", fault.row, fault.column)).collect()
}

fn choice_list(text: &str) -> DraftChoiceList {
    let (head, names) = text.split_once(": ").expect("a list has names");
    let (name, column) = head.split_once(" +").map_or((head, None), |(name, column)| (name, Some(column)));
    let mut list = DraftChoiceList::new(name, column.map(str::to_owned).into_iter().collect(), &[]);
    for (place, choice) in names.split(' ').enumerate() {
        let (name, value) = choice.split_once('=').unwrap_or((choice, ""));
        list.push(u32::try_from(place).expect("few choices") + 2, name, &[name.to_uppercase()], &[value]);
    }
    list
}

fn row(line: &str, number: u32) -> DraftRow {
    let mut cells = line.split(" | ");
    let words: Vec<&str> = cells.next().unwrap_or("").split(' ').collect();
    let (kind, name) = kind(&words);
    let mut row =
        DraftRow { row: number, kind, name: name.to_owned(), label: vec![name.to_owned()], ..DraftRow::default() };
    for cell in cells {
        let (column, content) = cell.split_once(": ").expect("a cell has a column");
        set(&mut row, column, content.to_owned());
    }
    row
}

fn kind<'w>(words: &[&'w str]) -> (DraftKind, &'w str) {
    let last = words.last().copied().unwrap_or("");
    let question = |data_type, control, list: &str| {
        (DraftKind::Question { data_type, control, choice_list: list.to_owned() }, last)
    };
    match words[0] {
        "begin_group" => (DraftKind::BeginGroup, last),
        "begin_repeat" => (DraftKind::BeginRepeat, last),
        "end" => (DraftKind::End, ""),
        "integer" => question(DataType::Integer, Control::Input, ""),
        "decimal" => question(DataType::Decimal, Control::Input, ""),
        "date" => question(DataType::Date, Control::Input, ""),
        "time" => question(DataType::Time, Control::Input, ""),
        "dateTime" => question(DataType::DateTime, Control::Input, ""),
        "geopoint" => question(DataType::Geopoint, Control::Input, ""),
        "note" => question(DataType::Text, Control::Note, ""),
        "calculate" => question(DataType::Text, Control::Calculate, ""),
        "username" => question(DataType::Text, Control::Preload(Preload::Username), ""),
        "start" => question(DataType::DateTime, Control::Preload(Preload::Start), ""),
        "select_one" => question(DataType::SelectOne, Control::Input, words[1]),
        "select_multiple" => question(DataType::SelectMultiple, Control::Input, words[1]),
        _ => question(DataType::Text, Control::Input, ""),
    }
}

fn set(row: &mut DraftRow, column: &str, content: String) {
    match column {
        "label" => row.label = vec![content],
        "relevant" => row.relevant = content,
        "required" => row.required = content,
        "constraint" => row.constraint = content,
        "calculation" => row.calculation = content,
        "default" => row.default = content,
        "read_only" => row.read_only = content,
        "choice_filter" => row.choice_filter = content,
        "repeat_count" => row.repeat_count = content,
        "appearance" => row.appearance = content.split(' ').map(str::to_owned).collect(),
        "trigger" => row.triggers = content.split(' ').map(str::to_owned).collect(),
        "save_to" => row.save_to = content,
        other => panic!("no such column: {other}"),
    }
}
