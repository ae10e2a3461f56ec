using FsCheck;
using FsCheck.Fluent;

namespace EcaTools.Core.Tests.Reports;

/// <summary>Texts that try to leave the place where they are written.</summary>
internal static class HostileText
{
    private static readonly Gen<string> Pieces = Gen.Elements(
        "</script>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' x='",
        "<",
        ">",
        "&",
        "&lt;",
        "&#60;",
        "-->",
        "<!--",
        "]]>",
        "</style>",
        "</td></table>",
        "javascript:alert(1)",
        "`",
        "=",
        "/",
        "\\",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u001b[31m",
        "\u0085",
        "\u2028",
        "\u202e",
        "\ufeff",
        "é",
        "日本",
        "😀",
        " ",
        "a",
        "url(https://evil.example/x)",
        "{{",
        "$("
    );

    public static Arbitrary<string> Values => Pieces.ArrayOf().Select(string.Concat).ToArbitrary();
}
