//! What the benchmark is asked for on its command line.
//!
//! `cargo bench-forms [--sizes 500,5000,20000,50000] [--oracle FOLDER]`: the sizes are numbers of questions, and 5,000
//! is the one that is compared. FOLDER is a Python environment with pyxform, which carries JavaRosa; without the option
//! it is the one that the variable `XLS2XFORM` points into, or that `cargo verify` made, when it is there.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{Outcome, peak::Stage};

/// The size at which engines are compared.
const BASE: usize = 5_000;

/// What this run does.
pub enum Task {
    /// The whole comparison.
    Compare(Options),
    /// One form is opened, and the memory that it took is printed.
    Peak(Stage, PathBuf),
}

/// How the comparison is made.
pub struct Options {
    /// Numbers of questions.
    pub sizes: Vec<usize>,
    /// The size at which engines are compared.
    pub base: usize,
    /// The other engines, if they are there.
    pub oracle: Option<Oracle>,
}

/// Where the other engines are.
pub struct Oracle {
    /// A Python that has pyxform.
    pub python: PathBuf,
    /// The archive that holds JavaRosa.
    pub jar: PathBuf,
}

/// Reads the command line.
pub fn read() -> Outcome<Task> {
    let mut options = Options { sizes: vec![500, BASE, 4 * BASE, 50_000], base: BASE, oracle: None };
    let mut folder = known_folder();
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--sizes" => options.sizes = next()?.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "--oracle" => folder = Some(PathBuf::from(next()?)),
            "--peak" => return Ok(Task::Peak(Stage::named(&next()?)?, PathBuf::from(next()?))),
            // Cargo gives it to every benchmark.
            "--bench" => {}
            other => {
                return Err(format!("there is no option {other}: --sizes N,N and --oracle FOLDER are taken").into());
            }
        }
    }
    options.oracle = folder.and_then(|folder| Oracle::within(&folder));
    Ok(Task::Compare(options))
}

/// The Python environment that is known without being told.
fn known_folder() -> Option<PathBuf> {
    let beside = |program: PathBuf| Some(program.parent()?.parent()?.to_path_buf());
    let cache = || {
        let home = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        Some(home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))?.join("fieldward/oracle/venv"))
    };
    env::var_os("XLS2XFORM").and_then(|program| beside(program.into())).or_else(cache)
}

impl Oracle {
    /// The engines of a Python environment, when both are in it.
    fn within(folder: &Path) -> Option<Self> {
        let python = folder.join("bin/python3");
        let packages = std::fs::read_dir(folder.join("lib")).ok()?;
        let jar = packages
            .filter_map(Result::ok)
            .map(|python| python.path().join("site-packages/pyxform/validators/odk_validate/bin/ODK_Validate.jar"))
            .find(|jar| jar.exists())?;
        python.exists().then_some(Self { python, jar })
    }
}
