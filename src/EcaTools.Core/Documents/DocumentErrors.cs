namespace EcaTools.Core.Documents;

/// <summary>The errors of reading documents. The name of a method is the id of the error.</summary>
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
}
