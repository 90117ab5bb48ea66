//! Writes the Kotlin bindings of the built library; a program of its own so that the library stays small.

fn main() {
    uniffi::uniffi_bindgen_main();
}
