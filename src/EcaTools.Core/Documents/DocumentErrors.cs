namespace EcaTools.Core.Documents;

/// <summary>The errors of reading documents.</summary>
internal static class DocumentErrors
{
    public static EcaException JsonMalformed(string place, string reason, Exception? cause = null) =>
        new(
            EcaErrorCategory.InvalidData,
            $"{place}: this is not valid JSON: {reason}.",
            "Correct the file at that line and column. Comments are allowed; a name given twice is not.",
            cause,
            place
        );

    public static EcaException DocumentInvalid(string place, string reason) =>
        FileErrors.DocumentInvalid(
            $"{place}: {reason}.",
            "Correct the file at that line and column. An editor that reads the file's $schema shows what is valid.",
            target: place
        );

    public static EcaException MergeConflictFound(string place) =>
        FileErrors.DocumentInvalid(
            $"{place}: the file holds the marks of a merge conflict.",
            "Resolve the conflict, and keep one valid version of each line. In a ledger, keep the lines "
                + "of one side as they are, and run the commands of the other side again.",
            target: place
        );
}
