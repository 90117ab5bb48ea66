import Fieldward
import Foundation

/// An interview as a list of actions, one a line, fields parted by tabs; the same list runs through every binding.
///
///     start    child-interview  crossing-village  fr
///     fill     P1.3=yes         P1.5=school
///     decline  A06              99
///     again
///     enough
///     finalize
struct ActionList {
    let start: StartChoice
    let actions: [Action]

    init(file: String) throws {
        let lines = try String(contentsOfFile: file, encoding: .utf8)
            .split(separator: "\n")
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        let first = lines[0]
        start = StartChoice(instrument: first[1], site: first[2], language: first[3], reference: "")
        actions = try lines.dropFirst().map(Self.action)
    }

    private static func action(_ line: [String]) throws -> Action {
        switch line[0] {
        case "fill": return .fill(entries: line.dropFirst().map(entry))
        case "decline":
            return .decline(prompt: line[1], reason: line[2] == "88" ? .doesNotKnow : .prefersNotToSay)
        case "again": return .addRepeat
        case "enough": return .endRepeat
        case "finalize": return .finalize
        default: throw Unreadable(line: line[0])
        }
    }

    private static func entry(_ field: String) -> Entry {
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return Entry(prompt: parts[0], value: parts[1])
    }
}

/// A line of the list that begins with no known word.
struct Unreadable: Error {
    let line: String
}
