//! Rebuilds when a rule file is added or removed: the folder is part of the program.
#[allow(clippy::print_stdout)] // this is how a build script speaks
fn main() {
    std::println!("cargo:rerun-if-changed=rules");
}
