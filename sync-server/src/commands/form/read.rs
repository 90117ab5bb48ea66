//! The FORM that every subcommand of `form` takes: read from its file, with its issues.

use std::{path::Path, sync::Arc};

use fieldward_core::{
    form::Form,
    xlsform::{self, Reading},
};

use crate::{commands::Failure, say};

/// The form and what is wrong with it.
pub(super) fn reading(form: &Path) -> Result<Reading, Failure> {
    let bytes = std::fs::read(form).map_err(|error| format!("{}: {error}", form.display()))?;
    Ok(xlsform::read(&bytes))
}

/// The form, for a subcommand that needs one that can be filled in; says the errors beside when it has some.
pub(super) fn usable(form: &Path) -> Result<Arc<Form>, Failure> {
    let reading = reading(form)?;
    reading.form.map(Arc::new).ok_or_else(|| {
        reading.issues.iter().filter(|issue| issue.is_error()).for_each(say::aside);
        "the form has errors and cannot be filled in".into()
    })
}
