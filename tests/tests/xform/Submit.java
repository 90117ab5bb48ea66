import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Random;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;

/** Walks an XForm as the oracle does and writes, beside each walk, the submission that JavaRosa makes of it. */
public class Submit {
    public static void main(String[] args) throws Exception {
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        // The oracle's own start leaves this out, and jr:choice-name needs it.
        new XFormsModule().registerModule();
        Path form = Paths.get(args[0]);
        Path folder = Files.createDirectories(Paths.get(args[3]));
        for (long seed = Long.parseLong(args[1]); seed <= Long.parseLong(args[2]); seed++) {
            Oracle.out = new StringBuilder();
            Oracle.rnd = new Random(seed * 7919 + 17);
            Oracle.walk(form);
            Files.write(folder.resolve(seed + ".jsonl"), Oracle.out.toString().getBytes(StandardCharsets.UTF_8));
            byte[] submission = new XFormSerializingVisitor().serializeInstance(Oracle.model.getForm().getInstance());
            Files.write(folder.resolve(seed + ".xml"), submission);
        }
        System.exit(0);
    }
}
