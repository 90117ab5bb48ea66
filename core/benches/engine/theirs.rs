//! pyxform and JavaRosa on the same forms, in the same run.
//!
//! Both are timed from inside, after they are loaded: a Python that starts and a virtual machine that is cold would
//! only make our ratios larger. What ODK needs from a workbook to a form that can be filled in is the sum of
//! pyxform's conversion, JavaRosa's reading of the XForm and its first instance.

use std::{path::Path, process::Command};

use serde::Deserialize;

use crate::{
    Outcome,
    forms::{Large, members},
    options::Oracle,
    ours::leaf,
    sample::{Figure, Figures},
};

/// Where the two programs stand.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/engine");

/// One line of either program.
#[derive(Deserialize)]
struct Line {
    name: String,
    p50_ns: u64,
    p99_ns: u64,
    count: usize,
}

/// Every figure of one form.
pub fn measure(oracle: &Oracle, large: Large, size: usize, workbook: &Path) -> Outcome<Figures> {
    let xform = workbook.with_extension("xml");
    let mut python = Command::new(&oracle.python);
    python.arg(format!("{FOLDER}/pyxform_times.py")).arg(large.name()).args([workbook, xform.as_path()]);
    let mut java = Command::new("java");
    java.arg("-cp").arg(&oracle.jar).arg(format!("{FOLDER}/JavaRosaTimes.java"));
    java.arg(large.name()).arg(&xform).args([size.to_string(), leaf(size), members(size).to_string()]);
    let mut figures = run("pyxform", &mut python, size)?;
    figures.extend(run("JavaRosa", &mut java, size)?);
    let name = large.name();
    let parts = ["convert the workbook", "read the XForm", "begin an interview"];
    let parts: Option<Vec<&Figure>> = parts.iter().map(|part| figures.find(&format!("{name}: {part}"), size)).collect();
    let parts = parts.ok_or("a figure of pyxform or JavaRosa is missing")?;
    let whole = Figure {
        name: format!("{name}: workbook to runnable"),
        size,
        engine: "both",
        p50_ns: parts.iter().map(|part| part.p50_ns).sum(),
        p99_ns: parts.iter().map(|part| part.p99_ns).sum(),
        count: parts.iter().map(|part| part.count).min().unwrap_or(0),
        allocated: None,
    };
    figures.push(whole);
    Ok(figures)
}

fn run(engine: &'static str, command: &mut Command, size: usize) -> Outcome<Figures> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{engine} failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut figures = Figures::default();
    for line in String::from_utf8(output.stdout)?.lines() {
        let Line { name, p50_ns, p99_ns, count } = serde_json::from_str(line)?;
        figures.push(Figure { name, size, engine, p50_ns, p99_ns, count, allocated: None });
    }
    Ok(figures)
}
