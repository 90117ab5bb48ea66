import Fieldward
import Foundation
import XCTest

/// Stands for the Secure Enclave: answers always the same for the same message, and counts how often it was asked.
/// Not an HMAC: Linux has no CryptoKit, and the Kotlin test has the real one.
private final class TestKey: HardwareKey, @unchecked Sendable {
    private(set) var asked = 0
    private var numbers: Set<UInt32> = []
    private var counter: UInt64 = 0

    func make(number: UInt32) throws {
        numbers.insert(number)
    }

    func hmac(number: UInt32, message: Data) throws -> Data {
        asked += 1
        guard numbers.contains(number) else { throw HardwareError.Unavailable }
        var answer = Data(repeating: 7, count: 32)
        for (at, byte) in message.enumerated() { answer[at % 32] = answer[at % 32] &* 31 &+ byte }
        return answer
    }

    func forgetBut(kept: UInt32?) throws {
        numbers = numbers.filter { $0 == kept }
    }

    func count() throws -> UInt64? { counter }

    func countUp() throws {
        counter += 1
    }
}

private final class Watch: SyncWatch, @unchecked Sendable {
    private(set) var seen: [SyncProgress] = []

    func progressed(progress: SyncProgress) -> SyncChoice {
        seen.append(progress)
        return .goOn
    }
}

/// The whole device part through the Swift bindings, against a real server on this machine.
final class DeviceTests: XCTestCase {
    private let pin = "brisk-heron-71"

    func testAnInterviewRunsSurvivesALockIsSealedAndSent() async throws {
        let list = try ActionList(file: try environment("FIELDWARD_ACTIONS"))
        let key = TestKey()
        let device = try Device.open(directory: try folder(), hardware: key)
        XCTAssertTrue(device.isNew())
        try device.create(pin: pin)
        XCTAssertGreaterThan(key.asked, 0, "the keystore takes part in unlocking")
        device.setLanguage(language: "fr")
        try await device.enrol(invite: try environment("FIELDWARD_INVITE"))
        XCTAssertTrue(try device.instruments().contains { $0.id == list.start.instrument })

        let interview = try device.start(choice: list.start)
        try assertRefused(device, interview)
        let middle = list.actions.count / 2
        for action in list.actions.prefix(middle) { _ = try device.act(interview: interview, action: action) }
        let before = try device.screen(interview: interview)

        device.lock()
        XCTAssertThrowsError(try device.screen(interview: interview)) { XCTAssertEqual($0 as? DeviceError, .Locked) }
        XCTAssertThrowsError(try device.unlock(pin: "wrong-heron-71")) { error in
            guard case .Pin(_, let left, _) = error as? DeviceError else { return XCTFail("not a wrong PIN") }
            XCTAssertTrue((1...9).contains(left))
        }
        try device.unlock(pin: pin)
        XCTAssertEqual(try device.resume(interview: interview), before)

        for action in list.actions.dropFirst(middle) { _ = try device.act(interview: interview, action: action) }
        XCTAssertEqual(try device.interviews().map(\.state), [.waiting])
        XCTAssertThrowsError(try device.screen(interview: interview))

        let watch = Watch()
        let report = try await device.sync(watch: watch)
        XCTAssertGreaterThan(report.acknowledged, 0)
        XCTAssertFalse(watch.seen.isEmpty, "a sync says how far it is")
        let again = try await device.sync(watch: nil)
        XCTAssertEqual(again.acknowledged, 0, "what is acknowledged is not sent again")
        XCTAssertTrue(try device.owed().isEmpty, "nobody withdrew of whom the office must be told")
    }

    func testAWeakPinIsRefusedAndLeavesTheDeviceNew() throws {
        let device = try Device.open(directory: try folder(), hardware: nil)
        XCTAssertThrowsError(try device.create(pin: "123456"))
        XCTAssertTrue(device.isNew())
        XCTAssertThrowsError(try device.instruments())
    }

    private func assertRefused(_ device: Device, _ interview: String) throws {
        let screen = try device.screen(interview: interview)
        XCTAssertNotEqual(screen.step, .question, "no question comes before consent")
        let early = Action.fill(entries: [Entry(prompt: "A04", value: "12")])
        XCTAssertThrowsError(try device.act(interview: interview, action: early))
        XCTAssertEqual(try device.screen(interview: interview), screen, "a refused action changes nothing")
    }

    private func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        addTeardownBlock { try? FileManager.default.removeItem(at: folder) }
        return folder.path
    }

    private func environment(_ name: String) throws -> String {
        try XCTUnwrap(ProcessInfo.processInfo.environment[name], "\(name) is missing: run `cargo verify swift`")
    }
}
