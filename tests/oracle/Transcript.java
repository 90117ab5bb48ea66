import org.javarosa.core.model.instance.TreeReference;

/** The lines of a walk, one JSON object each. */
final class Transcript {
    final StringBuilder lines = new StringBuilder();
    private boolean first;

    void add(TreeReference at) {
        lines.append("{\"op\":\"add\",\"ref\":").append(quoted(path(at))).append(",\"outcome\":\"ok\"}\n");
    }

    void answer(TreeReference at, String value, String outcome) {
        lines.append("{\"op\":\"answer\",\"ref\":").append(quoted(path(at)));
        lines.append(",\"value\":").append(quoted(value)).append(",\"outcome\":\"").append(outcome).append("\"}\n");
    }

    void verdict(TreeReference at, String outcome) {
        lines.append("{\"op\":\"validate\"");
        if (at != null) lines.append(",\"ref\":").append(quoted(path(at)));
        lines.append(",\"outcome\":\"").append(outcome).append("\"}\n");
    }

    void beginState() {
        lines.append("{\"op\":\"state\",\"nodes\":{");
        first = true;
    }

    void value(TreeReference at, String value) {
        if (!first) lines.append(',');
        first = false;
        lines.append(quoted(path(at))).append(':').append(quoted(value));
    }

    void endState() {
        lines.append("}}\n");
    }

    /** The first repetition has no index, the second has [2]. */
    private static String path(TreeReference at) {
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < at.size(); level++) {
            path.append('/').append(at.getName(level));
            int repetition = at.getMultiplicity(level);
            if (repetition > 0) path.append('[').append(repetition + 1).append(']');
        }
        return path.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(unit -> {
            if (unit == '"' || unit == '\\') quoted.append('\\').append((char) unit);
            else if (unit < ' ') quoted.append(String.format("\\u%04x", unit));
            else quoted.append((char) unit);
        });
        return quoted.append('"').toString();
    }
}
