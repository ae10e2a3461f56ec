using System.Management.Automation;
using System.Management.Automation.Language;

namespace EcaTools.Engine;

/// <summary>Makes completion results: quoted where the word needs it, matched without regard to case or an opening
/// quote.</summary>
internal static class Completion
{
    public static CompletionResult? Offer(string word, string typed, string tooltip)
    {
        string start = (typed ?? "").Trim('\'', '"');
        if (!word.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        bool plain =
            word.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or '@')
            && char.IsLetterOrDigit(word[0]);
        string text = plain ? word : $"'{CodeGeneration.EscapeSingleQuotedStringContent(word)}'";
        return new CompletionResult(text, word, CompletionResultType.ParameterValue, tooltip);
    }
}
