import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * What JavaRosa makes of expressions, each by itself: one that it cannot evaluate spoils none of the others.
 *
 * <p>java -cp ODK_Validate.jar:CLASSES Ask FORM.xform EXPRESSIONS ANSWERS: an expression a line, as if the node
 * /data/result of the form calculated it; an answer a line, = and the text that would be stored, or ! and why there is
 * none.
 */
public final class Ask {
    private final FormDef form;
    private final EvaluationContext place;

    private Ask(Path source) throws Exception {
        try (InputStreamReader reader = new InputStreamReader(Files.newInputStream(source), StandardCharsets.UTF_8)) {
            form = XFormUtils.getFormRaw(reader);
        }
        form.getEvaluationContext().addFunctionHandler(new PullData(source.getParent()));
        form.initialize(true, new InstanceInitializationFactory());
        TreeReference result = TreeReference.rootRef();
        result.add("data", 0);
        result.add("result", 0);
        place = new EvaluationContext(form.getEvaluationContext(), result);
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nobody);
        System.setErr(nobody);
        PropertyManager.setPropertyManager(new Unknown());
        new XFormsModule().registerModule();
        Beside.lookIn(Path.of(arguments[0]).getParent());
        Ask ask = new Ask(Path.of(arguments[0]));
        List<String> expressions = Files.readAllLines(Path.of(arguments[1]));
        try (BufferedWriter answers = Files.newBufferedWriter(Path.of(arguments[2]))) {
            for (String expression : expressions) {
                answers.write(ask.answer(expression).replace("\n", "\\n").replace("\r", "\\r") + "\n");
            }
        }
    }

    private String answer(String expression) {
        try {
            Object value = XPathFuncExpr.unpack(XPathParseTool.parseXPath(expression).eval(form.getMainInstance(), place));
            IAnswerData stored = IAnswerData.wrapData(value, Constants.DATATYPE_TEXT);
            return "=" + (stored == null ? "" : whole(stored.uncast().getString()));
        } catch (Exception | StackOverflowError broken) {
            return "!" + broken;
        }
    }

    /** No file can hold half of a pair of units; ours is told as U+FFFD too. */
    private static String whole(String text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean isHalf = point >= 0xD800 && point <= 0xDFFF;
            whole.appendCodePoint(isHalf ? 0xFFFD : point);
        });
        return whole.toString();
    }
}
