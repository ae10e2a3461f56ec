using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace EcaTools.Core.Reports;

/// <summary>
/// Writes HTML whose markup is what stands in the source code and whose holes are always encoded: there is no way to
/// write a value raw. The encoder knows both element content and attributes in double quotes.
/// </summary>
internal sealed class HtmlWriter(TextWriter output)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Writes markup with encoded values and a line end. Takes interpolated literals only.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        output.Write('\n');
    }

    private void Raw(string markup) => output.Write(markup.Replace("\r\n", "\n", StringComparison.Ordinal));

    private void Encoded(string value) => Encoder.Encode(output, value);

    /// <summary>An interpolated literal on its way to the writer.</summary>
    [InterpolatedStringHandler]
    public readonly struct Markup
    {
        private readonly HtmlWriter _writer;

        /// <summary>Called by the compiler.</summary>
        public Markup(int literalLength, int holes, HtmlWriter writer)
        {
            _ = literalLength + holes;
            _writer = writer;
        }

        /// <summary>Called by the compiler for what stands in the source code.</summary>
        public void AppendLiteral(string markup) => _writer.Raw(markup);

        /// <summary>Called by the compiler for a text.</summary>
        public void AppendFormatted(string? value) => _writer.Encoded(value ?? "");

        /// <summary>Called by the compiler for a number.</summary>
        public void AppendFormatted(int value) => _writer.Encoded(value.ToString(CultureInfo.InvariantCulture));
    }
}
