using System.Globalization;
using System.Text;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>What files may hold that they should not, and what becomes of it.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
            <contactEmail>owner@example.com</contactEmail>
            <description>Größe &amp; &lt;Maß&gt;</description>
            <label>Portal</label>
            <oauthConfig>
                <callbackUrl>https://a.example.com
        https://b.example.com</callbackUrl>
                <isAdminApproved>true</isAdminApproved>
                <scopes>Api</scopes>
                <scopes>Web</scopes>
            </oauthConfig>
        </ConnectedApp>

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eca-bad-input-").FullName;

    public static TheoryData<string, byte[]> Spellings =>
        new()
        {
            { "BOM", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Xml)] },
            { "CRLF", Encoding.UTF8.GetBytes(Xml.ReplaceLineEndings("\r\n")) },
            { "CR", Encoding.UTF8.GetBytes(Xml.ReplaceLineEndings("\r")) },
            {
                "UTF-16",
                [
                    .. Encoding.Unicode.Preamble,
                    .. Encoding.Unicode.GetBytes(Xml.Replace("UTF-8", "UTF-16", StringComparison.Ordinal)),
                ]
            },
            {
                "character references",
                Encoding.UTF8.GetBytes(
                    Xml.Replace("ö", "&#246;", StringComparison.Ordinal)
                        .Replace("&amp;", "&#x26;", StringComparison.Ordinal)
                        .Replace("Portal", "&#80;ortal", StringComparison.Ordinal)
                )
            },
            {
                "CDATA",
                Encoding.UTF8.GetBytes(
                    Xml.Replace("Größe &amp; &lt;Maß&gt;", "Größe <![CDATA[& <Maß>]]>", StringComparison.Ordinal)
                )
            },
            {
                "comments",
                Encoding.UTF8.GetBytes(
                    Xml.Replace(
                            "<scopes>Api",
                            "<!-- <scopes>Full</scopes> --><scopes>A<!-- split -->pi",
                            StringComparison.Ordinal
                        )
                        .Replace("<oauthConfig>", "<oauthConfig><?pi x?>", StringComparison.Ordinal)
                )
            },
            { "prefixed namespace", Encoding.UTF8.GetBytes(Prefixed) },
            {
                "other white space",
                Encoding.UTF8.GetBytes(
                    Xml.Replace("    <", "\t\t<", StringComparison.Ordinal)
                        .Replace("<label>", "<label >", StringComparison.Ordinal)
                )
            },
            { "no declaration", Encoding.UTF8.GetBytes(Xml[(Xml.IndexOf('\n', StringComparison.Ordinal) + 1)..]) },
        };

    private static string Prefixed =>
        Xml.Replace("</", "</m:", StringComparison.Ordinal)
            .Replace("xmlns=", "xmlns:m=", StringComparison.Ordinal)
            .Replace("<ConnectedApp", "<m:ConnectedApp", StringComparison.Ordinal)
            .Replace("    <", "    <m:", StringComparison.Ordinal)
            .Replace("<m:/", "</", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Spellings))]
    public void However_a_file_spells_it_the_same_app_gives_the_same_bytes(string spelling, byte[] file)
    {
        Assert.NotEqual(Encoding.UTF8.GetBytes(Xml), file);
        Assert.True(Convert(Encoding.UTF8.GetBytes(Xml)) == Convert(file), spelling);

        static string Convert(byte[] bytes)
        {
            using MemoryStream stream = new(bytes);
            ConvertedApp app = new EcaConverter().Convert(
                TestApp.FromRecord(new MetadataReader().Read(stream, "Portal", "ConnectedApp").Record)
            );
            return string.Join(
                '\n',
                app.Records.Select(record => Encoding.UTF8.GetString(MetadataWriter.ToBytes(record.Record)))
                    .Concat(app.Losses.Select(loss => loss.ToString()))
            );
        }
    }

    [Fact]
    public void A_very_long_list_of_callback_URLs_is_kept_whole_and_in_order()
    {
        string[] urls =
        [
            .. Enumerable
                .Range(0, 20_000)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"https://host{i}.example.com/callback")),
        ];
        ConvertedApp app = Convert(
            $"<oauthConfig><callbackUrl>\n  {string.Join("\r\n\n  ", urls)}  </callbackUrl></oauthConfig>"
        );
        Assert.Equal(string.Join('\n', urls), Value(app, "ExtlClntAppGlobalOauthSettings", "callbackUrl"));
        Assert.Empty(app.Losses);
    }

    [Fact]
    public void Attributes_beyond_128_are_losses_one_by_one()
    {
        ConvertedApp app = Convert(
            "<oauthConfig><scopes>Api</scopes></oauthConfig>"
                + string.Concat(
                    Enumerable
                        .Range(0, 130)
                        .Select(i =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"<attributes><formula>'{i}'</formula><key>k{i}</key></attributes>"
                            )
                        )
                )
        );
        Assert.Equal(
            128,
            app.Records.Single(record => record.Type == "ExtlClntAppOauthSettings")
                .Record.Values("customAttributes.key")
                .Count()
        );
        Assert.Equal(
            "attributes[128].formula attributes[128].key attributes[129].formula attributes[129].key",
            string.Join(' ', app.Losses.Select(loss => loss.Field))
        );
        Assert.All(app.Losses, loss => Assert.Contains("128", loss.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_that_stands_there_twice_counts_element_by_element()
    {
        ConvertedApp app = Convert(
            "<oauthConfig><isPkceRequired>true</isPkceRequired><scopes>Api</scopes></oauthConfig><oauthConfig><isPkceRequired>false</isPkceRequired><scopes>Web</scopes></oauthConfig>"
        );
        Assert.Equal("true", Value(app, "ExtlClntAppGlobalOauthSettings", "isPkceRequired"));
        Assert.Equal("Api, Web", Value(app, "ExtlClntAppOauthSettings", "commaSeparatedOauthScopes"));
        Assert.Equal(
            ("oauthConfig[1].isPkceRequired", "false"),
            Assert.Single(app.Losses.Select(loss => (loss.Field, loss.Value)))
        );
    }

    [Theory]
    [InlineData(
        "<isAdminApproved>1</isAdminApproved><isPkceRequired>0</isPkceRequired>",
        "AdminApprovedPreAuthorized",
        "false",
        ""
    )]
    [InlineData(
        "<isAdminApproved>TRUE</isAdminApproved><isPkceRequired> True </isPkceRequired>",
        "AdminApprovedPreAuthorized",
        "true",
        ""
    )]
    [InlineData(
        "<isAdminApproved/><isPkceRequired> </isPkceRequired>",
        "AllSelfAuthorized",
        "false",
        "oauthConfig.isAdminApproved oauthConfig.isPkceRequired"
    )]
    [InlineData(
        "<isAdminApproved>yes</isAdminApproved><isPkceRequired><on>true</on></isPkceRequired>",
        null,
        null,
        "oauthConfig.isAdminApproved oauthConfig.isPkceRequired.on"
    )]
    public void A_boolean_counts_in_any_spelling_of_XML_Schema_and_what_is_none_is_not_taken_for_the_default(
        string xml,
        string? users,
        string? pkce,
        string losses
    )
    {
        ConvertedApp app = Convert($"<oauthConfig>{xml}</oauthConfig>");
        Assert.Equal(users, Value(app, "ExtlClntAppOauthConfigurablePolicies", "permittedUsersPolicyType"));
        Assert.Equal(pkce, Value(app, "ExtlClntAppGlobalOauthSettings", "isPkceRequired"));
        Assert.Equal(losses, string.Join(' ', app.Losses.Select(loss => loss.Field)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("721")]
    [InlineData("two")]
    [InlineData("99999999999")]
    public void A_number_out_of_the_documented_range_is_a_loss(string minutes)
    {
        ConvertedApp app = Convert(
            $"<oauthConfig><idTokenConfig><idTokenValidity>{minutes}</idTokenValidity></idTokenConfig></oauthConfig>"
        );
        Assert.Null(Value(app, "ExtlClntAppGlobalOauthSettings", "idTokenConfig.idTokenValidityInMinutes"));
        Assert.Equal(minutes, Assert.Single(app.Losses).Value);
    }

    [Theory]
    [InlineData("<samlConfig><acsUrl><a>x</a></acsUrl><entityUrl>https://e</entityUrl></samlConfig>")]
    [InlineData(
        "<samlConfig><acsUrl>-----BEGIN PRIVATE KEY-----</acsUrl><entityUrl>https://e</entityUrl></samlConfig>"
    )]
    [InlineData("<samlConfig>https://acs</samlConfig>")]
    public void A_record_whose_required_value_can_t_be_carried_over_is_not_written(string xml)
    {
        ConvertedApp app = Convert(xml);
        Assert.DoesNotContain(app.Records, record => record.Type == "ExtlClntAppSamlConfigurablePolicies");
        Assert.NotEmpty(app.Losses);
    }

    [Fact]
    public void A_name_that_is_too_long_gets_a_shorter_one_and_both_are_told()
    {
        string name = new('L', 100);
        ConvertedApp app = new EcaConverter().Convert(TestApp.FromXml("<label>Long</label>", name));
        Assert.Equal(new string('L', 80), app.Name);
        MetadataLoss loss = Assert.Single(app.Losses);
        Assert.Equal(("fullName", name), (loss.Field, loss.Value));
        Assert.Contains(app.Name, loss.Reason, StringComparison.Ordinal);
        Assert.Contains("-Name", loss.Action, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_apps_whose_names_come_out_the_same_the_second_is_refused_and_two_with_one_label_are_not()
    {
        EcaConverter converter = new();
        EcaProjectWriter writer = new(Path.Combine(_folder, "force-app"));
        writer.Write(converter.Convert(TestApp.FromXml("<label>Same</label>", "Order.Portal")));
        EcaException error = Assert.Throws<EcaException>(() =>
            writer.Write(converter.Convert(TestApp.FromXml("<label>Same</label>", "order-portal")))
        );
        Assert.Equal("DuplicateName", error.ErrorId);
        Assert.Contains("order-portal", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Name", error.NextStep, StringComparison.Ordinal);

        ConvertedApp other = converter.Convert(TestApp.FromXml("<label>Same</label>", "Other"));
        Assert.True(writer.Write(other).Changed);
        Assert.Equal("Same", other.Records[0].Record["label"]);
        Assert.Equal(2, Directory.GetFiles(_folder, "*.eca-meta.xml", SearchOption.AllDirectories).Length);
    }

    private static ConvertedApp Convert(string xml, int version = 66) =>
        new EcaConverter().Convert(
            TestApp.FromXml(xml),
            new ConversionOptions { ApiVersion = new ApiVersion(version) }
        );

    private static string? Value(ConvertedApp app, string type, string path) =>
        app.Records.SingleOrDefault(record => record.Type == type)?.Record[path];
}
