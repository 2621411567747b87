import java.io.File;
import java.util.Arrays;
import java.util.TimeZone;
import org.mustangproject.validator.ZUGFeRDValidator;

/** Says of each file named whether Mustang finds it valid: schema, schematron, and of a PDF, veraPDF. */
public class Judge {
    public static void main(String[] files) {
        int valid = 0;
        for (String file : files) {
            ZUGFeRDValidator validator = new ZUGFeRDValidator();
            String report = validator.validate(file);
            boolean is = validator.wasCompletelyValid();
            valid += is ? 1 : 0;
            System.out.println((is ? "valid    " : "REFUSED  ") + new File(file).getName());
            if (!is) Arrays.stream(report.split("\n")).filter(line -> line.contains("<error") || line.contains("<exception"))
                .limit(5).forEach(line -> System.out.println("           " + line.trim()));
        }
        System.out.println(valid + " of " + files.length + " are valid");
    }
}
