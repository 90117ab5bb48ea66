//! Expressions at random, each function and operator on its corners: JavaRosa evaluates them one by one, we as
//! calculations of one form, and the texts that would be stored must be the same.
//!
//! What JavaRosa cannot evaluate is passed over, as is what differs on purpose (core/src/instance/README.md): the
//! generator writes no predicates that are numbers, no days outside the Gregorian calendar, no `max()` of nothing above
//! zero and no `min()` of what has no bounds. `once()` stands by itself and over what does not change, for our members
//! come one after the other. `lang()`, `id()` and `last()` are not in JavaRosa.
#![allow(clippy::print_stdout, reason = "says on the terminal how much was compared")]

use std::{collections::BTreeSet, error::Error, fmt::Write, fs};

use fieldward_core::{form::attached::Attachments, xform};
use serde_json::Value;

use crate::{Outcome, chance::Chance, compare, oracle, walker};

/// How many are written at once.
const MANY: usize = 4_000;

/// A form in which something of every kind stands: answered, empty, irrelevant, none, one and many.
const NODES: &str = "<age>30</age><height>1.75</height><negative>-7</negative><large>4000000000</large><name>Sokha</name>\
    <uni>ñandú ខ្មែរ 😀</uni><numeric>0042</numeric><nothing/><nonumber/><day>2026-03-01</day>\
    <eve>1999-12-31</eve><when>2026-12-31T23:59:59.999Z</when><one>yes</one><many>no yes maybe</many>\
    <place>11.5 104.9 0 5</place><hidden>secret</hidden>";

/// The questions and their types.
const TYPES: [(&str, &str); 16] = [
    ("age", "int"),
    ("height", "decimal"),
    ("negative", "int"),
    ("large", "decimal"),
    ("name", "string"),
    ("uni", "string"),
    ("numeric", "string"),
    ("nothing", "string"),
    ("nonumber", "int"),
    ("day", "date"),
    ("eve", "date"),
    ("when", "dateTime"),
    ("one", "string"),
    ("many", "string"),
    ("place", "geopoint"),
    ("hidden", "string"),
];

/// Members of the household: years and words.
const MEMBERS: [(&str, &str); 3] = [("5", "five"), ("", ""), ("40", "a b")];

/// What is said in words, and a list beside the answers.
const SAID: &str = "<itext><translation lang=\"en\" default=\"true()\"><text id=\"greet\"><value>Hello ñ</value></text>\
    <text id=\"none\"><value></value></text></translation></itext>";

const FOLLOWS: &str = "</data></instance><instance id=\"fruits\"><root><item><name>a</name><price>3</price><kind>stone</kind>\
    </item><item><name>b</name><price>12.5</price><kind>berry</kind></item><item><name>c</name><price/><kind>berry</kind>\
    </item><item><name>yes</name><price>1</price><kind>khmer ខ្មែរ</kind></item></root></instance><instance id=\"beside\" src=\"jr://file-csv/beside.csv\"/><bind nodeset=\"/data/hidden\" relevant=\"false()\"/>\
    <bind nodeset=\"/data/member/years\" type=\"int\"/><bind nodeset=\"/data/member/words\" type=\"string\"/>\
    <bind nodeset=\"/data/alone/it\" type=\"string\"/>";

/// A file beside the form.
const BESIDE: &str = "code,name,ñ\n12,twelve,\nabc,\"a, b\",x\n0042,ñandú,y\n,nothing,z\n12,again,12\n";

const BODY: &str = "</model></h:head><h:body><select1 ref=\"/data/one\"><label>o</label><item><label>Yes, indeed</label>\
    <value>yes</value></item><item><label>No</label><value>no</value></item></select1><group ref=\"/data/member\"><label>m</label><repeat nodeset=\"/data/member\">\
    <input ref=\"years\"><label>y</label></input><input ref=\"words\"><label>w</label></input></repeat></group>\
    <group ref=\"/data/alone\"><label>a</label><repeat nodeset=\"/data/alone\"><input ref=\"it\"><label>i</label></input>\
    </repeat></group></h:body></h:html>";

/// The form, with the calculations and members that it is to have.
fn form(calculations: &[(usize, &str)], members: &[(&str, &str)]) -> String {
    let mut written = String::from(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>x</h:title><model>",
    );
    written += SAID;
    written += "<instance><data id=\"x\" version=\"7\">";
    written += NODES;
    for (years, words) in members {
        let _ = write!(written, "<member><years>{years}</years><words>{words}</words></member>");
    }
    written += "<alone><it>only</it></alone><result/>";
    for (number, _) in calculations {
        let _ = write!(written, "<e{number}/>");
    }
    written += FOLLOWS;
    for (name, kind) in TYPES.iter().filter(|(name, _)| *name != "hidden") {
        let _ = write!(written, "<bind nodeset=\"/data/{name}\" type=\"{kind}\"/>");
    }
    for (number, expression) in calculations {
        let escaped = expression.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let _ = write!(written, "<bind nodeset=\"/data/e{number}\" type=\"string\" calculate=\"{escaped}\"/>");
    }
    written + BODY
}

#[test]
fn new_expressions_have_the_same_values() -> Outcome {
    let seed = oracle::seed()?;
    let offset_min = oracle::offset(seed);
    let mut writer = Writer { chance: Chance(seed) };
    let expressions: Vec<String> = (0..MANY).map(|_| writer.any(0)).collect();
    let theirs = asked(&expressions, offset_min)?;
    let ours = evaluated(&expressions, offset_min)?;
    let mut found = Vec::new();
    let mut compared = 0;
    for (expression, (theirs, ours)) in expressions.iter().zip(theirs.iter().zip(&ours)) {
        let Some(theirs) = theirs.strip_prefix('=') else { continue };
        compared += 1;
        match ours {
            Some(ours) if is_same(expression, theirs, ours) => {}
            ours => found.push(format!("{expression}\n    is {theirs:?} there, {ours:?} here")),
        }
    }
    println!("ORACLE_SEED={seed}: {compared} expressions, {} differences", found.len());
    assert!(compared > MANY / 3, "JavaRosa evaluated {compared} of {MANY} expressions");
    assert!(found.is_empty(), "ORACLE_SEED={seed}, UTC{offset_min:+} min:\n{}", found.join("\n"));
    Ok(())
}

/// What JavaRosa says of each.
fn asked(expressions: &[String], offset_min: i16) -> Result<Vec<String>, Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let [form_file, questions, answers] = ["form.xform", "expressions", "answers"].map(|name| place.path().join(name));
    fs::write(&form_file, form(&[], &MEMBERS))?;
    fs::write(place.path().join("beside.csv"), BESIDE)?;
    fs::write(&questions, expressions.join("\n"))?;
    let output = walker::java("Ask", offset_min)?.args([&form_file, &questions, &answers]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(fs::read_to_string(&answers)?.lines().map(str::to_owned).collect())
}

/// What we say of each; nothing where the form would be refused.
fn evaluated(expressions: &[String], offset_min: i16) -> Result<Vec<Option<String>>, Box<dyn Error>> {
    let refused = refused(expressions);
    let kept: Vec<(usize, &str)> = expressions
        .iter()
        .enumerate()
        .filter(|(number, _)| !refused.contains(number))
        .map(|(number, expression)| (number, expression.as_str()))
        .collect();
    let mut beside = Attachments::default();
    beside.add("beside.csv", BESIDE.as_bytes().to_vec())?;
    let form = compare::form_of(form(&kept, &MEMBERS[..1]).as_bytes(), &beside)?;
    let mut walk = String::new();
    for (number, (years, words)) in (1..).zip(MEMBERS) {
        if number > 1 {
            let _ = writeln!(walk, "{{\"op\":\"add\",\"ref\":\"/data/member[{number}]\"}}");
        }
        let _ = writeln!(walk, "{{\"op\":\"answer\",\"ref\":\"/data/member[{number}]/years\",\"value\":\"{years}\"}}");
        let _ = writeln!(walk, "{{\"op\":\"answer\",\"ref\":\"/data/member[{number}]/words\",\"value\":\"{words}\"}}");
    }
    walk += "{\"op\":\"state\"}";
    let surroundings = compare::surroundings_at(1_795_262_400_000, offset_min);
    let lines = fieldward_core::collect::replay::replay(&form, &walk, &surroundings)?;
    let state: Value = serde_json::from_str(lines.last().ok_or("no line")?)?;
    let text = |number: usize| state["nodes"][format!("/data/e{number}")].as_str().map(str::to_owned);
    Ok((0..expressions.len()).map(|number| text(number).filter(|_| !refused.contains(&number))).collect())
}

/// Which of them our reader does not take.
fn refused(expressions: &[String]) -> BTreeSet<usize> {
    let all: Vec<(usize, &str)> = expressions.iter().map(String::as_str).enumerate().collect();
    let mut refused = BTreeSet::new();
    // A hundred at a time, for no more issues than that are told.
    for some in all.chunks(100) {
        let issues = xform::read(form(some, &MEMBERS[..1]).as_bytes()).issues;
        let nodes = issues.iter().filter(|issue| issue.is_error()).map(|issue| issue.node.as_str());
        refused.extend(nodes.filter_map(|node| node.strip_prefix("/data/e")?.parse::<usize>().ok()));
    }
    refused
}

/// Functions whose last digit is the library's.
const LAST_DIGIT: [&str; 12] =
    ["pow(", "exp(", "exp10(", "sin(", "cos(", "tan(", "asin(", "acos(", "atan(", "atan2(", "log(", "log10("];

/// The same text, but for what differs on purpose: the last digit of some functions.
fn is_same(expression: &str, theirs: &str, ours: &str) -> bool {
    let by_library = LAST_DIGIT.iter().any(|function| expression.contains(function));
    let near = || match (theirs.parse::<f64>(), ours.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= one.abs() * 1e-14,
        _ => false,
    };
    theirs == ours.replace('\n', "\\n").replace('\r', "\\r") || (by_library && near())
}

/// Writes expressions.
struct Writer {
    chance: Chance,
}

/// What functions take, by letter: `n` a number, `m` a number above zero and with bounds, `t` a text, `b` a truth, `d`
/// a day or moment, `s` nodes, `z` a choice between nodes, `f` a format, `x` nodes in another order, `k` a file, `q` a
/// column of it, `g` something signed, `h` a key, `r` a pattern, `l` a line of places, `a` an algorithm, `c` an
/// encoding, `i` a small whole number, `*` anything.
const FUNCTIONS: [(&str, &str); 96] = [
    ("string", "*"),
    ("concat", "**"),
    ("concat", "s"),
    ("concat", "t*n"),
    ("join", "ts"),
    ("join", "t**"),
    ("substr", "ti"),
    ("substr", "tii"),
    ("substring-before", "tt"),
    ("substring-after", "tt"),
    ("translate", "ttt"),
    ("string-length", "*"),
    ("normalize-space", "t"),
    ("contains", "tt"),
    ("starts-with", "tt"),
    ("ends-with", "tt"),
    ("digest", "ta"),
    ("digest", "tac"),
    ("base64-decode", "t"),
    ("if", "b**"),
    ("if", "*nt"),
    ("coalesce", "**"),
    ("coalesce", "st"),
    ("boolean", "*"),
    ("boolean-from-string", "*"),
    ("not", "*"),
    ("regex", "tr"),
    ("checklist", "iibbb"),
    ("checklist", "iib"),
    ("weighted-checklist", "nnbnbn"),
    ("number", "*"),
    ("int", "n"),
    ("int", "*"),
    ("sum", "s"),
    ("max", "s"),
    ("max", "mmm"),
    ("min", "s"),
    ("min", "mmt"),
    ("round", "n"),
    ("round", "ni"),
    ("pow", "nn"),
    ("log", "n"),
    ("log10", "n"),
    ("abs", "n"),
    ("abs", "*"),
    ("sin", "n"),
    ("cos", "n"),
    ("tan", "n"),
    ("asin", "n"),
    ("acos", "n"),
    ("atan", "n"),
    ("atan2", "nn"),
    ("sqrt", "n"),
    ("exp", "n"),
    ("exp10", "n"),
    ("pi", ""),
    ("count", "s"),
    ("count-non-empty", "s"),
    ("format-date", "df"),
    ("format-date-time", "df"),
    ("date", "d"),
    ("date-time", "d"),
    ("decimal-date-time", "d"),
    ("decimal-time", "d"),
    ("selected", "tt"),
    ("selected-at", "ti"),
    ("count-selected", "t"),
    ("is-selected", "tt"),
    ("area", "l"),
    ("distance", "l"),
    ("enclosed-area", "l"),
    ("intersects", "l"),
    ("geofence", "pl"),
    ("version", ""),
    ("true", ""),
    ("false", ""),
    ("depend", "**"),
    ("position", "s"),
    ("count", "z"),
    ("sum", "z"),
    ("join", "tz"),
    ("abs", "z"),
    ("floor", "n"),
    ("ceiling", "n"),
    ("join", "tx"),
    ("count", "x"),
    ("coalesce", "sx"),
    ("string-length", "s"),
    ("number", "s"),
    ("translate", "tst"),
    ("selected", "st"),
    ("name", "s"),
    ("local-name", "s"),
    ("pulldata", "kqqt"),
    ("property", "t"),
    ("extract-signed", "gh"),
];

/// What stands for a kind by itself: the kind's letter, then the expression.
const ATOMS: &str = include_str!("atoms.tsv");

const OPERATORS: [&str; 13] = ["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or"];

impl Writer {
    /// An expression of any kind.
    fn any(&mut self, depth: usize) -> String {
        if depth > 2 {
            return self.atom('*');
        }
        if depth == 0 && self.chance.percent(2) {
            let kind = ['n', 't', 'b', 'd'][self.chance.below(4)];
            return format!("once({})", self.atom(kind));
        }
        match self.chance.below(10) {
            0..6 => self.call(depth),
            6..8 => {
                let (left, right) = (self.some('*', depth + 1), self.some('*', depth + 1));
                format!("{left} {} {right}", self.chance.one(&OPERATORS))
            }
            8 => format!("-({})", self.some('n', depth + 1)),
            _ => self.some('*', depth + 1),
        }
    }

    fn call(&mut self, depth: usize) -> String {
        let (name, takes) = FUNCTIONS[self.chance.below(FUNCTIONS.len())];
        let arguments: Vec<String> = takes.chars().map(|kind| self.some(kind, depth + 1)).collect();
        format!("{name}({})", arguments.join(", "))
    }

    /// Something of a kind, or now and then something else.
    fn some(&mut self, kind: char, depth: usize) -> String {
        let nested = depth < 3
            && !matches!(kind, 's' | 'x' | 'z' | 'f' | 'r' | 'l' | 'p' | 'a' | 'c' | 'd' | 'm' | 'k' | 'q' | 'g' | 'h')
            && self.chance.percent(25);
        if nested {
            return format!("({})", self.any(depth));
        }
        let is_only_itself =
            matches!(kind, 's' | 'x' | 'z' | 'a' | 'c' | 'r' | 'f' | 'd' | 'm' | 'k' | 'q' | 'g' | 'h');
        let strange = !is_only_itself && self.chance.percent(10);
        self.atom(if strange { '*' } else { kind })
    }

    fn atom(&mut self, kind: char) -> String {
        let kind = if kind == '*' { ['n', 't', 'b', 'd', 'v'][self.chance.below(5)] } else { kind };
        let own = ATOMS.lines().filter_map(|line| line.split_once('\t')).filter(|(of, _)| of.starts_with(kind));
        let of: Vec<&str> = own.map(|(_, expression)| expression).collect();
        self.chance.one(&of).to_owned()
    }
}
