//! New walks by JavaRosa, replayed: sets up pyxform, which carries JavaRosa, and compiles our walker.
//!
//! The walker is `tests/oracle`, the comparison `tests/tests/javarosa`. What is installed stays in `target/oracle`. The
//! seeds are new at each run, which ends after a minute of walks; a run that fails names form, seed and line. With
//! ORACLE_FORMS, a folder of workbooks and XForms, those are walked too, ORACLE_WALKS seeds each, and a table says how
//! much differs.

use crate::{machine, step::Step};

/// pyxform, and with it the JavaRosa, that is compared with.
const PYXFORM: &str = "pyxform==4.5.0";

/// How long forms are made up and walked.
const SECONDS: &str = "60";

pub(crate) fn oracle() -> Vec<Step> {
    let folder = machine::root().join("target/oracle");
    let (python, jar) = (folder.join("venv"), folder.join("javarosa.jar"));
    let install = format!(
        "rm -rf '{python}'; python3 -m venv '{python}'\n\
         '{python}/bin/pip' install --quiet --disable-pip-version-check {PYXFORM}\n\
         cp \"$(find '{python}' -name ODK_Validate.jar)\" '{jar}'",
        python = python.display(),
        jar = jar.display(),
    );
    let compile =
        format!("javac -nowarn -cp '{}' -d '{}/classes' tests/oracle/*.java", jar.display(), folder.display());
    vec![
        machine::java_and_python(),
        Step::shell("pyxform and JavaRosa", &install).unless(jar.exists()),
        Step::shell("the walker", &compile),
        Step::cargo(
            "new walks by JavaRosa",
            &[
                "test",
                "--features",
                "fieldward-tests/oracle",
                "--test",
                "javarosa",
                "--",
                "new_",
                "forms_of_a_folder",
                "--nocapture",
            ],
        )
        .with("ORACLE_JAR", &jar.to_string_lossy())
        .with("ORACLE_CLASSES", &folder.join("classes").to_string_lossy())
        .with("ORACLE_PYTHON", &python.join("bin/python").to_string_lossy())
        .with("ORACLE_SECONDS", &std::env::var("ORACLE_SECONDS").unwrap_or_else(|_| SECONDS.to_owned())),
    ]
}
