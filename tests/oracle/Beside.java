import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;

/** The files of a form, which lie beside it whatever kind the form says they are. */
final class Beside implements Reference {
    private final Path file;
    private final String uri;

    private Beside(Path file, String uri) {
        this.file = file;
        this.uri = uri;
    }

    static void lookIn(Path folder) {
        String[] kinds = {"file/", "file-csv/", "images/", "audio/", "video/", "media/"};
        ReferenceManager.instance().addReferenceFactory(new PrefixedRootFactory(kinds) {
            @Override
            protected Reference factory(String name, String uri) {
                return new Beside(folder.resolve(name), uri);
            }
        });
    }

    @Override
    public boolean doesBinaryExist() {
        return Files.exists(file);
    }

    @Override
    public InputStream getStream() throws java.io.IOException {
        return Files.newInputStream(file);
    }

    @Override
    public String getURI() {
        return uri;
    }

    @Override
    public String getLocalURI() {
        return file.toString();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public OutputStream getOutputStream() throws java.io.IOException {
        throw new java.io.IOException("read only");
    }

    @Override
    public void remove() throws java.io.IOException {
        throw new java.io.IOException("read only");
    }

    @Override
    public Reference[] probeAlternativeReferences() {
        return new Reference[0];
    }
}
