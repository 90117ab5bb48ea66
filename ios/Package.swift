// swift-tools-version: 6.0
// The Swift face of Fieldward: the generated bindings, and the tests that prove them. `cargo verify swift` builds the
// library and writes the bindings into `Generated/`, which is never committed.
import PackageDescription

let library = Context.environment["FIELDWARD_LIBRARY"] ?? "../target/debug"

let package = Package(
    name: "Fieldward",
    targets: [
        .systemLibrary(name: "fieldwardFFI", path: "Generated/FieldwardFFI"),
        .target(
            name: "Fieldward",
            dependencies: ["fieldwardFFI"],
            path: "Generated/Fieldward",
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [.unsafeFlags(["-L", library])]
        ),
        .testTarget(name: "FieldwardTests", dependencies: ["Fieldward"]),
    ]
)
