package org.fieldward

import java.io.File
import java.nio.file.Path
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import uniffi.fieldward.Action
import uniffi.fieldward.Device
import uniffi.fieldward.DeviceException
import uniffi.fieldward.Entry
import uniffi.fieldward.HardwareException
import uniffi.fieldward.HardwareKey
import uniffi.fieldward.InterviewState
import uniffi.fieldward.Step
import uniffi.fieldward.SyncChoice
import uniffi.fieldward.SyncProgress
import uniffi.fieldward.SyncWatch

/** A keystore that lives as long as the test; counts how often it was asked. */
private class TestKey : HardwareKey {
    private val keys = mutableMapOf<UInt, SecretKeySpec>()
    private var counter = 0UL
    var asked = 0

    override fun make(number: UInt) {
        keys[number] = SecretKeySpec(ByteArray(32) { (it + number.toInt()).toByte() }, "HmacSHA256")
    }

    override fun hmac(number: UInt, message: ByteArray): ByteArray {
        asked += 1
        val key = keys[number] ?: throw HardwareException.Unavailable()
        return Mac.getInstance("HmacSHA256").apply { init(key) }.doFinal(message)
    }

    override fun forgetBut(kept: UInt?) {
        keys.keys.retainAll { it == kept }
    }

    override fun count(): ULong? = counter

    override fun countUp() {
        counter += 1UL
    }
}

private class Watch : SyncWatch {
    val seen = mutableListOf<SyncProgress>()

    override fun progressed(progress: SyncProgress): SyncChoice {
        seen += progress
        return SyncChoice.GO_ON
    }
}

/** The whole device part through the Kotlin bindings, against a real server on this machine. */
class DeviceTest {
    private val pin = "brisk-heron-71"

    @Test
    fun `an interview runs, survives a lock, is sealed and sent`(@TempDir folder: Path) = runBlocking {
        val list = ActionList(File(environment("FIELDWARD_ACTIONS")))
        val key = TestKey()
        val device = Device.open(folder.toString(), key)
        assertTrue(device.isNew())
        device.create(pin)
        assertTrue(key.asked > 0, "the keystore takes part in unlocking")
        device.setLanguage("fr")
        device.enrol(environment("FIELDWARD_INVITE"))
        assertTrue(device.instruments().any { it.id == list.start.instrument })

        val interview = device.start(list.start)
        assertRefused(device, interview)
        val middle = list.actions.size / 2
        list.actions.take(middle).forEach { device.act(interview, it) }
        val before = device.screen(interview)

        device.lock()
        assertThrows<DeviceException.Locked> { device.screen(interview) }
        val wrong = assertThrows<DeviceException.Pin> { device.unlock("wrong-heron-71") }
        assertTrue(wrong.triesLeft in 1u..9u)
        device.unlock(pin)
        assertEquals(before, device.resume(interview))

        list.actions.drop(middle).forEach { device.act(interview, it) }
        assertEquals(InterviewState.WAITING, device.interviews().single().state)
        assertThrows<DeviceException> { device.screen(interview) }

        val watch = Watch()
        val report = device.sync(watch)
        assertTrue(report.acknowledged > 0u)
        assertTrue(watch.seen.isNotEmpty(), "a sync says how far it is")
        assertEquals(0u, device.sync(null).acknowledged, "what is acknowledged is not sent again")
        assertTrue(device.owed().isEmpty(), "nobody withdrew of whom the office must be told")
        device.destroy()
    }

    @Test
    fun `a weak PIN is refused and leaves the device new`(@TempDir folder: Path) {
        val device = Device.open(folder.toString(), null)
        assertThrows<DeviceException.Pin> { device.create("123456") }
        assertTrue(device.isNew())
        assertThrows<DeviceException> { device.instruments() }
        device.destroy()
    }

    private fun assertRefused(device: Device, interview: String) {
        val screen = device.screen(interview)
        assertFalse(screen.step == Step.QUESTION, "no question comes before consent")
        assertThrows<DeviceException.Refused> {
            device.act(interview, Action.Fill(listOf(Entry("A04", "12"))))
        }
        assertEquals(screen, device.screen(interview), "a refused action changes nothing")
    }

    private fun environment(name: String) =
        System.getenv(name) ?: error("$name is missing: run this through `cargo verify kotlin`")
}
