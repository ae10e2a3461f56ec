using EcaTools.Core.Comparison;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Comparison;

public class UnifiedViewTests
{
    [Fact]
    public void It_shows_what_differs_by_record_with_lists_item_by_item() =>
        Assert.Equal(
            [
                "--- git/Billing",
                "+++ prod/Billing",
                "@@ ExternalClientApplication Billing @@",
                "-label: Billing",
                "+label: Billing 2",
                "@@ ExtlClntAppGlobalOauthSettings Billing_glbloauth @@",
                " callbackUrl:",
                "-  https://a.example.com",
                "+  https://c.example.com",
                "+isPkceRequired: false",
                "@@ ExtlClntAppOauthSettings Billing_oauth @@",
                " commaSeparatedOauthScopes:",
                "+  Full",
                "-  RefreshToken",
            ],
            UnifiedView.Lines(Compare(), withEqual: false),
            StringComparer.Ordinal
        );

    [Fact]
    public void With_equal_fields_these_stand_between_them_after_a_space()
    {
        string[] lines = [.. UnifiedView.Lines(Compare(), withEqual: true)];
        Assert.Contains(" contactEmail: a@example.com", lines, StringComparer.Ordinal);
        Assert.Contains("   https://b.example.com", lines, StringComparer.Ordinal);
        Assert.Contains("   Api", lines, StringComparer.Ordinal);
        Assert.Equal(
            UnifiedView.Lines(Compare(), withEqual: false),
            lines.Where(line =>
                !line.StartsWith(" contact", StringComparison.Ordinal)
                && !line.StartsWith("   ", StringComparison.Ordinal)
            ),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void An_app_that_one_side_lacks_is_one_line_and_one_that_is_equal_is_none()
    {
        EcaComparer comparer = new("git", "prod");
        Assert.Equal(
            ["--- git/Billing", "+++ prod/Billing", "@@ ExternalClientApplication Billing @@", "-(the whole record)"],
            UnifiedView.Lines(comparer.Compare(Side("Billing", "x", "Api"), null), withEqual: false),
            StringComparer.Ordinal
        );
        Assert.Equal(
            "+(the whole record)",
            UnifiedView.Lines(comparer.Compare(null, Side("Billing", "x", "Api")), withEqual: false).Last()
        );
        Assert.Empty(
            UnifiedView.Lines(
                comparer.Compare(Side("Billing", "x", "Api"), Side("Billing", "x", "Api")),
                withEqual: false
            )
        );
    }

    private static EcaComparison Compare() =>
        new EcaComparer("git", "prod").Compare(
            Side("Billing", "https://a.example.com\nhttps://b.example.com", "Api, RefreshToken"),
            Side(
                "Billing 2",
                "https://c.example.com\r\nhttps://b.example.com",
                "Full,Api",
                new MetadataField("isPkceRequired", "false", null)
            )
        );

    private static EcaAppRecords Side(string label, string callbacks, string scopes, params MetadataField[] more) =>
        new(
            "Billing",
            [
                Record(
                    "Billing",
                    EcaType.App,
                    new MetadataField("contactEmail", "a@example.com", null),
                    new MetadataField("label", label, null)
                ),
                Record(
                    "Billing_glbloauth",
                    EcaType.GlobalOauthSettings,
                    [new MetadataField("callbackUrl", callbacks, null), .. more]
                ),
                Record(
                    "Billing_oauth",
                    EcaType.OauthSettings,
                    new MetadataField("commaSeparatedOauthScopes", scopes, null)
                ),
            ],
            NotRead: []
        );

    private static NamedRecord Record(string name, string type, params MetadataField[] fields) =>
        new(name, new MetadataRecord(type, [.. fields]));
}
