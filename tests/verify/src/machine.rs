//! What this machine has, and how to get what it lacks (Debian's packages; needs root to install).

use std::path::{Path, PathBuf};

use crate::step::Step;

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the package stands in the repository")
        .to_path_buf()
}

/// A browser and its driver, for the console's tests.
pub(crate) fn browser() -> Step {
    Step::shell("a browser", &install("chromium chromium-driver fonts-noto-core"))
        .unless(exists("/usr/bin/chromedriver") && exists("/usr/bin/chromium"))
}

/// A Java that compiles, and a Python that makes environments.
pub(crate) fn java_and_python() -> Step {
    let ready = Step::shell("", "command -v javac >/dev/null && python3 -c 'import ensurepip'").passes();
    Step::shell("Java and Python", &install("default-jdk-headless python3-venv")).unless(ready)
}

/// A C++ compiler, for the fuzzer.
pub(crate) fn cpp() -> Step {
    Step::shell("a C++ compiler", &install("g++")).unless(exists("/usr/bin/c++"))
}

/// The folder in which Swift lives: Debian 13 with its Swift, beside the host's own system. Kept between runs.
pub(crate) fn swift_folder() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).unwrap_or_else(|| {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_else(std::env::temp_dir);
        home.join(".cache")
    });
    cache.join("fieldward").join("swift")
}

/// Makes that folder, from the mirror that this machine's own package sources name: some minutes of fetching, beside
/// the compiling of everything before it.
pub(crate) fn swift() -> Step {
    let folder = swift_folder();
    // A link whose target is right inside the folder only.
    let compiler = folder.join("usr/bin/swift");
    let line = format!(
        "{install}\n\
         mirror=$(sed -n 's/^URIs: *\\([^ ]*\\).*/\\1/p; s/^deb .*\\(http[^ ]*\\) .*/\\1/p' \
             /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)\n\
         mkdir -p '{parent}'; rm -rf '{folder}' '{folder}.new'\n\
         mmdebstrap --quiet --variant=apt --aptopt='APT::Install-Recommends \"false\"' \
             --include=ca-certificates,swiftlang,libc6-dev,libstdc++-14-dev trixie '{folder}.new' \"$mirror\"\n\
         mv '{folder}.new' '{folder}'",
        install = install("mmdebstrap"),
        parent = folder.parent().expect("a cache folder stands above").display(),
        folder = folder.display(),
    );
    Step::shell("Swift (once, about 2.5 GB)", &line).unless(compiler.symlink_metadata().is_ok()).early()
}

/// One after the other: what begins early may install too, and of two updates at once the second fails.
fn install(packages: &str) -> String {
    format!(
        "export DEBIAN_FRONTEND=noninteractive\n\
         mkdir -p target\n\
         exec 9>target/packages.lock\n\
         flock 9\n\
         apt-get update -q >/dev/null\n\
         apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 {packages} >/dev/null\n\
         exec 9>&-"
    )
}

fn exists(path: &str) -> bool {
    Path::new(path).exists()
}
