package org.fieldward

import java.io.File
import uniffi.fieldward.Action
import uniffi.fieldward.DeclineReason
import uniffi.fieldward.Entry
import uniffi.fieldward.StartChoice

/**
 * An interview as a list of actions, one a line, fields parted by tabs; the same list runs through every binding.
 *
 *     start    child-interview  crossing-village  fr
 *     fill     P1.3=yes         P1.5=school
 *     decline  A06              99
 *     again
 *     enough
 *     finalize
 */
class ActionList(file: File) {
    private val lines = file.readLines().filter { it.isNotBlank() }.map { it.split('\t') }

    val start: StartChoice = lines.first().let { (_, instrument, site, language) ->
        StartChoice(instrument = instrument, site = site, language = language, reference = "")
    }

    val actions: List<Action> = lines.drop(1).map(::action)

    private fun action(line: List<String>): Action = when (line[0]) {
        "fill" -> Action.Fill(line.drop(1).map(::entry))
        "decline" -> Action.Decline(line[1], declined(line[2]))
        "again" -> Action.AddRepeat
        "enough" -> Action.EndRepeat
        "finalize" -> Action.Finalize
        else -> error("the action list has a line that begins with ${line[0]}")
    }

    private fun entry(field: String) = field.split('=', limit = 2).let { (prompt, value) -> Entry(prompt, value) }

    private fun declined(code: String) =
        if (code == "88") DeclineReason.DOES_NOT_KNOW else DeclineReason.PREFERS_NOT_TO_SAY
}
