namespace EcaTools.Core.Csv;

/// <summary>The errors of reading comma-separated values.</summary>
internal static class CsvErrors
{
    public static EcaException CsvMalformed(string source, int line, string reason) =>
        new(
            EcaErrorCategory.InvalidData,
            $"{source}({line}): this is not comma-separated values: {reason}.",
            "Write it with Export-Csv, or put fields that hold commas or quotes in quotes and double the "
                + "quotes in them.",
            target: source
        );
}
