import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.xform.util.XFormUtils;

/**
 * JavaRosa's times on one of the large forms, one JSON object a line.
 *
 * Arguments: the name of the form, its XForm, its number of questions, a leaf of `chain`, the members of `roster`.
 */
public class JavaRosaTimes {
    /** Answers that are timed, after as many that are not: the virtual machine compiles what runs often. */
    static final int ANSWERS = 400;

    static PrintStream lines;
    static String form;
    static int size;

    public static void main(String[] given) throws Exception {
        lines = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        form = given[0];
        size = Integer.parseInt(given[2]);
        FormEntryController interview = opened(Path.of(given[1]));
        switch (form) {
            case "chain" -> {
                answers(interview, "q_0_0", "answer at the top", round -> new IntegerData(round % 900));
                answers(interview, given[3], "answer at a leaf", round -> new IntegerData(round % 900));
            }
            case "wide" -> answers(interview, "gate", "toggle", round -> choice(round % 2 == 0 ? "yes" : "no"));
            case "roster" -> roster(interview, Integer.parseInt(given[4]));
            case "choices" -> cascade(interview);
            default -> throw new IllegalArgumentException(form);
        }
        System.exit(0);
    }

    /** Reads the XForm and begins an interview, several times; gives the last one. */
    static FormEntryController opened(Path file) throws Exception {
        int rounds = form.equals("choices") ? 5 : 12;
        long[] read = new long[rounds];
        long[] begun = new long[rounds];
        FormEntryController interview = null;
        for (int round = 0; round < rounds; round++) {
            long before = System.nanoTime();
            FormDef definition;
            try (InputStreamReader reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
                definition = XFormUtils.getFormRaw(reader);
            }
            long between = System.nanoTime();
            definition.initialize(true, new InstanceInitializationFactory());
            interview = new FormEntryController(new FormEntryModel(definition));
            begun[round] = System.nanoTime() - between;
            read[round] = between - before;
        }
        print("read the XForm", read);
        print("begin an interview", begun);
        return interview;
    }

    /** The same question answered over and over. */
    static void answers(FormEntryController interview, String name, String what, IntFunction<IAnswerData> answer) {
        FormIndex question = find(interview, name);
        long[] times = new long[ANSWERS];
        for (int round = -ANSWERS; round < ANSWERS; round++) {
            IAnswerData given = answer.apply(Math.abs(round));
            long before = System.nanoTime();
            interview.answerQuestion(question, given, true);
            if (round >= 0) {
                times[round] = System.nanoTime() - before;
            }
        }
        print(what, times);
    }

    /** Adds members and answers each one's age. */
    static void roster(FormEntryController interview, int members) {
        long[] adds = new long[members - 1];
        long[] ages = new long[members];
        interview.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int member = 0;
        while (member < members) {
            int event = interview.stepToNextEvent();
            boolean isAge = event == FormEntryController.EVENT_QUESTION
                && interview.getModel().getFormIndex().getReference().getNameLast().equals("age");
            long before = System.nanoTime();
            if (isAge) {
                interview.answerQuestion(new IntegerData(member % 60), true);
                ages[member++] = System.nanoTime() - before;
            } else if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                interview.newRepeat();
                adds[member - 1] = System.nanoTime() - before;
            } else if (event == FormEntryController.EVENT_END_OF_FORM) {
                throw new IllegalStateException("the roster ended early");
            }
        }
        print("add a member", adds);
        print("answer an age", ages);
    }

    /** Answers one district after the other and asks which villages are offered. */
    static void cascade(FormEntryController interview) {
        interview.answerQuestion(find(interview, "region"), choice("r3"), true);
        FormIndex district = find(interview, "district");
        long[] answered = new long[30];
        long[] listed = new long[answered.length];
        for (int round = 0; round < listed.length; round++) {
            long before = System.nanoTime();
            interview.answerQuestion(district, choice("d" + (3 + 20 * round)), true);
            answered[round] = System.nanoTime() - before;
            interview.jumpToIndex(district);
            interview.stepToNextEvent();
            before = System.nanoTime();
            int offered = interview.getModel().getQuestionPrompt().getSelectChoices().size();
            listed[round] = System.nanoTime() - before;
            if (offered != 100) {
                throw new IllegalStateException("villages: " + offered);
            }
        }
        print("answer the district", answered);
        print("list those that match", listed);
    }

    static SelectOneData choice(String name) {
        return new SelectOneData(new Selection(name));
    }

    static FormIndex find(FormEntryController interview, String name) {
        interview.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (int event = 0; event != FormEntryController.EVENT_END_OF_FORM; event = interview.stepToNextEvent()) {
            FormIndex index = interview.getModel().getFormIndex();
            if (event == FormEntryController.EVENT_QUESTION && index.getReference().getNameLast().equals(name)) {
                return index;
            }
        }
        throw new IllegalArgumentException(name);
    }

    static void print(String what, long[] times) {
        Arrays.sort(times);
        long p50 = times[times.length / 2];
        long p99 = times[Math.min(times.length * 99 / 100, times.length - 1)];
        lines.printf(
            "{\"name\":\"%s: %s\",\"p50_ns\":%d,\"p99_ns\":%d,\"count\":%d}%n", form, what, p50, p99, times.length);
    }
}
