import java.util.List;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;

/** A device of which nothing is known: no number, no account, no name. */
final class Unknown implements IPropertyManager {
    @Override
    public List<String> getProperty(String name) {
        return List.of();
    }

    @Override
    public String getSingularProperty(String name) {
        return null;
    }

    @Override
    public void setProperty(String name, String value) {
    }

    @Override
    public void setProperty(String name, List<String> values) {
    }

    @Override
    public void addRules(IPropertyRules rules) {
    }

    @Override
    public List<IPropertyRules> getRules() {
        return List.of();
    }
}
