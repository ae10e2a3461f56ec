using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace EcaTools.Core.Documents;

/// <summary>
/// Reads JSON that people write or edit: comments are allowed, a name given twice is an error, dates stay text, and
/// each value knows its line and column. Newtonsoft.Json reads it, because System.Text.Json does not tell the place
/// of a value.
/// </summary>
internal static class JsonFile
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonLoadSettings s_settings = new()
    {
        CommentHandling = CommentHandling.Ignore,
        DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
        LineInfoHandling = LineInfoHandling.Load,
    };

    /// <summary>Reads one value, which must be all that the text holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What errors call it: the path of the file.</param>
    /// <exception cref="EcaException"><c>JsonMalformed</c>, with line and column.</exception>
    public static JToken Parse(string text, string source)
    {
        using JsonTextReader reader = new(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = MaxDepth,
        };
        try
        {
            JToken root = JToken.ReadFrom(reader, s_settings);
            while (reader.Read())
            {
                // Only comments may follow; the reader refuses everything else.
            }

            return root;
        }
        catch (JsonReaderException error)
        {
            string reason = error.Message.Split(" Path '")[0].TrimEnd('.');
            throw DocumentErrors.JsonMalformed($"{source}:{error.LineNumber}:{error.LinePosition}", reason, error);
        }
    }

    /// <summary>Where a value is, as <c>source:line:column</c>.</summary>
    public static string Place(string source, IJsonLineInfo at) => $"{source}:{at.LineNumber}:{at.LinePosition}";
}
