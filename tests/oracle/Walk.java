import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.ItemsetBinding;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DateTimeData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.GeoPointData;
import org.javarosa.core.model.data.GeoShapeData;
import org.javarosa.core.model.data.GeoTraceData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.TimeData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills a form in with JavaRosa, at random, and writes down what was done and what JavaRosa made of it: the transcript
 * that `tests/tests/javarosa` gives to our own engine.
 *
 * <p>java -cp ODK_Validate.jar:CLASSES Walk FORMS WALKS FIRST MANY SECONDS: through each NAME.xform of the folder FORMS, with so
 * many seeds from the first on, into WALKS/NAME/SEED.jsonl; no seed is begun after so many seconds of a form.
 *
 * <p>Once forward through the form, answering most questions and sometimes asking for one more repetition; then back to
 * some of the questions, to change or clear their answers; then the verdict on the whole, and every value.
 */
public final class Walk {
    private static final int STEPS_MAX = 20_000;
    private static final int ADDED_MAX = 25;

    private final Random chance;
    private final Transcript transcript = new Transcript();
    private final FormDef form;
    private final FormEntryModel model;
    private final FormEntryController controller;
    private final List<FormIndex> asked = new ArrayList<>();

    private Walk(Path source, long seed) throws Exception {
        chance = new Random(seed * 1_000_003L + 11);
        try (InputStreamReader reader = new InputStreamReader(Files.newInputStream(source), StandardCharsets.UTF_8)) {
            form = XFormUtils.getFormRaw(reader);
        }
        form.getEvaluationContext().addFunctionHandler(new PullData(source.getParent()));
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
    }

    /**
     * One transcript a seed and form, for as long as a form may take; a seed with which JavaRosa itself breaks is told
     * and left out.
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream say = System.err;
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nobody);
        System.setErr(nobody);
        PropertyManager.setPropertyManager(new Unknown());
        // As Collect does: without it jr:choice-name cannot make a reference of its second argument.
        new XFormsModule().registerModule();
        Beside.lookIn(Path.of(arguments[0]));
        long first = Long.parseLong(arguments[2]);
        long many = Long.parseLong(arguments[3]);
        long seconds = Long.parseLong(arguments[4]);
        for (Path form : forms(Path.of(arguments[0]))) {
            String name = form.getFileName().toString().replace(".xform", "");
            Path walks = Files.createDirectories(Path.of(arguments[1]).resolve(name));
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            for (long seed = first; seed < first + many && System.nanoTime() < end; seed++) {
                try {
                    Files.writeString(walks.resolve(seed + ".jsonl"), new Walk(form, seed).whole());
                } catch (Exception | StackOverflowError broken) {
                    say.println(name + " " + seed + " " + broken.toString().replaceAll("\\s+", " "));
                }
            }
        }
    }

    private static List<Path> forms(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".xform")).sorted().toList();
        }
    }

    private String whole() {
        forward();
        back();
        verdict();
        return transcript.lines.toString();
    }

    private void forward() {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int added = 0;
        for (int step = 0; step < STEPS_MAX; step++) {
            switch (controller.stepToNextEvent()) {
                case FormEntryController.EVENT_END_OF_FORM:
                    return;
                case FormEntryController.EVENT_QUESTION:
                    asked.add(model.getFormIndex());
                    // A select is always looked at where looking may change what it offers: no line would tell.
                    if (dependsOnAnswers(model.getQuestionPrompt()) || !luck(10)) answer(model.getFormIndex(), 3);
                    break;
                case FormEntryController.EVENT_PROMPT_NEW_REPEAT:
                    if (added < ADDED_MAX && luck(40)) {
                        added++;
                        transcript.add(model.getFormIndex().getReference());
                        controller.newRepeat();
                    }
                    break;
                default:
                    break;
            }
        }
    }

    private void back() {
        int times = asked.isEmpty() ? 0 : 2 + asked.size() / 3;
        for (int i = 0; i < times; i++) {
            FormIndex at = asked.get(chance.nextInt(asked.size()));
            if (!model.isIndexRelevant(at)) continue;
            boolean clears = luck(20) && !model.getQuestionPrompt(at).isReadOnly();
            if (clears) give(at, null);
            else if (!dependsOnAnswers(model.getQuestionPrompt(at))) answer(at, 1);
        }
    }

    /** A select that offers nothing any more loses its answer by being looked at, which no line would tell. */
    private static boolean dependsOnAnswers(FormEntryPrompt prompt) {
        ItemsetBinding list = prompt.getQuestion().getDynamicChoices();
        if (list == null) return false;
        TreeReference here = prompt.getIndex().getReference();
        return list.nodesetExpr.getTriggers(here).stream().anyMatch(named -> named.getInstanceName() == null);
    }

    private void verdict() {
        ValidateOutcome failed = form.validate(true);
        if (failed == null) transcript.verdict(null, "ok");
        else transcript.verdict(failed.failedPrompt.getReference(), name(failed.outcome));
        transcript.beginState();
        values(form.getMainInstance().getRoot());
        transcript.endState();
    }

    private void values(TreeElement node) {
        boolean isThere = node.isRelevant() && node.getMult() != TreeReference.INDEX_TEMPLATE;
        if (!isThere) return;
        if (node.getNumChildren() == 0) transcript.value(node.getRef(), text(node.getValue()));
        for (int i = 0; i < node.getNumChildren(); i++) values(node.getChildAt(i));
    }

    /** Answers until JavaRosa takes it, so many times at most. */
    private void answer(FormIndex at, int times) {
        FormEntryPrompt prompt = model.getQuestionPrompt(at);
        if (prompt.isReadOnly()) return;
        for (int i = 0; i < times; i++) {
            IAnswerData answer = something(prompt);
            if (answer == null || give(at, answer) == FormEntryController.ANSWER_OK) return;
        }
    }

    private int give(FormIndex at, IAnswerData answer) {
        int outcome = controller.answerQuestion(at, answer, true);
        transcript.answer(at.getReference(), text(answer), name(outcome));
        return outcome;
    }

    private boolean luck(int percent) {
        return chance.nextInt(100) < percent;
    }

    private <T> T one(List<T> of) {
        return of.get(chance.nextInt(of.size()));
    }

    private IAnswerData something(FormEntryPrompt prompt) {
        switch (prompt.getControlType()) {
            case Constants.CONTROL_SELECT_ONE:
                List<SelectChoice> offered = prompt.getSelectChoices();
                return offered.isEmpty() ? null : new SelectOneData(one(offered).selection());
            case Constants.CONTROL_SELECT_MULTI:
            case Constants.CONTROL_RANK:
                return several(prompt.getSelectChoices());
            case Constants.CONTROL_TRIGGER:
                return new StringData("OK");
            case Constants.CONTROL_INPUT:
            case Constants.CONTROL_RANGE:
                return typed(prompt.getDataType());
            case Constants.CONTROL_IMAGE_CHOOSE:
            case Constants.CONTROL_AUDIO_CAPTURE:
            case Constants.CONTROL_VIDEO_CAPTURE:
            case Constants.CONTROL_FILE_CAPTURE:
            case Constants.CONTROL_UPLOAD:
                return new StringData(one(List.of("1731.jpg", "a b.png", "voice.m4a")));
            default:
                return null;
        }
    }

    private IAnswerData several(List<SelectChoice> offered) {
        if (offered.isEmpty()) return null;
        List<SelectChoice> shuffled = new ArrayList<>(offered);
        Collections.shuffle(shuffled, chance);
        int many = 1 + chance.nextInt(Math.min(4, shuffled.size()));
        List<Selection> chosen = new ArrayList<>();
        for (SelectChoice choice : shuffled.subList(0, many)) chosen.add(choice.selection());
        return new MultipleItemsData(chosen);
    }

    private IAnswerData typed(int type) {
        switch (type) {
            case Constants.DATATYPE_INTEGER:
                return new IntegerData(one(List.of(-2, 0, 1, 2, 3, 4, 6, 8, 13, 16, 19, 24, 44, 75, 101, 1500)));
            case Constants.DATATYPE_DECIMAL:
                return new DecimalData(one(List.of(-1.5, 0.0, 0.25, 1.0, 2.75, 12.5, 37.2, 100.0, 2500.0625)));
            case Constants.DATATYPE_DATE:
                return new DateData(day());
            case Constants.DATATYPE_TIME:
                return new TimeData(day());
            case Constants.DATATYPE_DATE_TIME:
                return new DateTimeData(day());
            case Constants.DATATYPE_GEOPOINT:
                return new GeoPointData(new double[] {9.5 + chance.nextInt(20), 99.25 + chance.nextInt(9), 14, 3.5});
            case Constants.DATATYPE_GEOTRACE:
                return new GeoTraceData(new GeoTraceData.GeoTrace(places(2 + chance.nextInt(4))));
            case Constants.DATATYPE_GEOSHAPE:
                List<double[]> around = places(3 + chance.nextInt(4));
                around.add(around.get(0));
                return new GeoShapeData(new GeoShapeData.GeoShape(new ArrayList<>(around)));
            case Constants.DATATYPE_TEXT:
            case Constants.DATATYPE_BARCODE:
                return new StringData(one(List.of(
                    "sok", "Route 6", "សុខ", "مريم", "it's \"so\"", "a < b & c", "012 345", "no", "two words", "0042",
                    "2e5", "ñandú", "-7", "6.25", "UPPER", "a.b@c.org")));
            default:
                return null;
        }
    }

    private ArrayList<double[]> places(int many) {
        double[] first = {-40 + chance.nextInt(80) + chance.nextDouble(), 100 * chance.nextDouble()};
        ArrayList<double[]> places = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            double north = first[0] + chance.nextDouble() / 50;
            double east = first[1] + chance.nextDouble() / 50;
            places.add(new double[] {north, east, chance.nextInt(3) * 7.5, chance.nextInt(2) * 4});
        }
        return places;
    }

    private Date day() {
        Calendar day = new GregorianCalendar(1998 + chance.nextInt(30), chance.nextInt(12), 1 + chance.nextInt(28));
        day.set(Calendar.HOUR_OF_DAY, 12);
        day.set(Calendar.MINUTE, chance.nextInt(60));
        return day.getTime();
    }

    private static String text(IAnswerData value) {
        String text = value == null ? null : value.uncast().getString();
        return text == null ? "" : text;
    }

    private static String name(int outcome) {
        if (outcome == FormEntryController.ANSWER_OK) return "ok";
        return outcome == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY ? "required" : "constraint";
    }
}
