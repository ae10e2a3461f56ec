namespace EcaTools.Core.Documents;

/// <summary>The marks that Git leaves in a file that it could not merge.</summary>
internal static class MergeConflict
{
    private static readonly string[] s_marks = ["<<<<<<< ", ">>>>>>> ", "||||||| "];

    /// <summary>The line of the first mark, from 1; null if there is none.</summary>
    public static int? LineOf(string text)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> row in text.AsSpan().EnumerateLines())
        {
            line++;
            foreach (string mark in s_marks)
            {
                if (row.StartsWith(mark, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }

        return null;
    }
}
