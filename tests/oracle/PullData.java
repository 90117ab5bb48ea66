import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.xpath.expr.XPathFuncExpr;

/** {@code pulldata}, which JavaRosa leaves to its clients: a cell of a csv file beside the form. */
final class PullData implements IFunctionHandler {
    private final Path folder;
    private final Map<String, List<List<String>>> files = new HashMap<>();

    PullData(Path folder) {
        this.folder = folder;
    }

    @Override
    public String getName() {
        return "pulldata";
    }

    @Override
    public List<Class[]> getPrototypes() {
        return new ArrayList<>();
    }

    @Override
    public boolean realTime() {
        return false;
    }

    @Override
    public boolean rawArgs() {
        return true;
    }

    @Override
    public Object eval(Object[] arguments, EvaluationContext context) {
        String[] texts = new String[4];
        for (int i = 0; i < 4; i++) texts[i] = XPathFuncExpr.toString(arguments[i]);
        List<List<String>> rows = files.computeIfAbsent(texts[0].replaceAll("\\.csv$", ""), this::read);
        if (rows.isEmpty()) return "";
        int wanted = rows.get(0).indexOf(texts[1]);
        int key = rows.get(0).indexOf(texts[2]);
        if (wanted < 0 || key < 0) return "";
        for (List<String> row : rows.subList(1, rows.size())) {
            boolean isMeant = key < row.size() && row.get(key).equals(texts[3]);
            if (isMeant) return wanted < row.size() ? row.get(wanted) : "";
        }
        return "";
    }

    private List<List<String>> read(String name) {
        try {
            return rows(Files.readString(folder.resolve(name + ".csv")).replace("\uFEFF", ""));
        } catch (IOException missing) {
            return List.of();
        }
    }

    private static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '"') {
                boolean isDoubled = isQuoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (isDoubled) cell.append(text.charAt(++i));
                else isQuoted = !isQuoted;
            } else if (!isQuoted && (unit == ',' || unit == '\n')) {
                row.add(cell.toString());
                cell.setLength(0);
                if (unit == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (isQuoted || unit != '\r') {
                cell.append(unit);
            }
        }
        row.add(cell.toString());
        if (row.size() > 1 || !row.get(0).isEmpty()) rows.add(row);
        return rows;
    }
}
