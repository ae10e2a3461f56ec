using System.Text;
using System.Xml;
using EcaTools.Core.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Metadata;

public sealed class MetadataWriterTests
{
    [Fact]
    public void A_record_is_written_as_an_org_writes_it()
    {
        MetadataRecord record = new(
            "ExtlClntAppOauthSettings",
            [
                Leaf("label", "Tom & \"Jerry's\" <app>"),
                Leaf("externalClientApplication", "Portal"),
                new MetadataField(
                    "trustedIpRanges",
                    Value: null,
                    new MetadataRecord(
                        "ExtlClntAppOauthIpRange",
                        [Leaf("startIpAddress", "10.0.0.2"), Leaf("endIpAddress", "10.0.0.3")]
                    )
                ),
                new MetadataField(
                    "trustedIpRanges",
                    Value: null,
                    new MetadataRecord(
                        "ExtlClntAppOauthIpRange",
                        [Leaf("startIpAddress", "10.0.0.0"), Leaf("endIpAddress", "10.0.0.1")]
                    )
                ),
                Leaf("isDeviceFlowEnabled", "é\r\n\U0001F600"),
                Leaf("isDPopEnabled", ""),
            ]
        );
        string expected = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ExtlClntAppOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
                <externalClientApplication>Portal</externalClientApplication>
                <isDPopEnabled></isDPopEnabled>
                <isDeviceFlowEnabled>é&#xd;
            😀</isDeviceFlowEnabled>
                <label>Tom &amp; &quot;Jerry&apos;s&quot; &lt;app&gt;</label>
                <trustedIpRanges>
                    <endIpAddress>10.0.0.3</endIpAddress>
                    <startIpAddress>10.0.0.2</startIpAddress>
                </trustedIpRanges>
                <trustedIpRanges>
                    <endIpAddress>10.0.0.1</endIpAddress>
                    <startIpAddress>10.0.0.0</startIpAddress>
                </trustedIpRanges>
            </ExtlClntAppOauthSettings>

            """;
        Assert.Equal(Encoding.UTF8.GetBytes(expected.ReplaceLineEndings("\n")), MetadataWriter.ToBytes(record));
    }

    [Fact]
    public void A_masked_secret_is_never_written()
    {
        MetadataRecord record = new(
            "ExtlClntAppGlobalOauthSettings",
            [Leaf("consumerSecret", MetadataField.SecretMask) with { IsSecret = true }, Leaf("label", "A")]
        );
        string text = Encoding.UTF8.GetString(MetadataWriter.ToBytes(record));
        Assert.DoesNotContain("consumerSecret", text, StringComparison.Ordinal);
        Assert.Contains("<label>A</label>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0)]
    [InlineData(0xFFFE)]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void A_character_that_XML_lacks_is_refused(int character) =>
        Assert.Throws<ArgumentException>(() =>
            MetadataWriter.ToBytes(new MetadataRecord("ConnectedApp", [Leaf("label", $"a{(char)character}b")]))
        );

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Prop.ForAll(
                Gen.ListOf(Gen.Elements("label", "description", "iconUrl").Zip(ArbMap.Default.GeneratorFor<string>()))
                    .ToArbitrary(),
                leaves =>
                {
                    MetadataRecord record = new(
                        "ConnectedApp",
                        [
                            .. leaves.Select(leaf =>
                                Leaf(
                                    leaf.Item1,
                                    string.Concat(
                                        (leaf.Item2 ?? "").Where(letter =>
                                            XmlConvert.IsXmlChar(letter)
                                            && (SafeText.IsPrintable(letter) || letter is '\n' or '\t')
                                        )
                                    )
                                )
                            ),
                        ]
                    );
                    using MemoryStream stream = new(MetadataWriter.ToBytes(record));
                    MetadataRecord read = new MetadataReader().Read(stream, "memory").Record;
                    return record
                        .Fields.OrderBy(field => field.Name, StringComparer.Ordinal)
                        .Select(field => (field.Name, field.Value))
                        .SequenceEqual(read.Fields.Select(field => (field.Name, field.Value)));
                }
            )
            .QuickCheckThrowOnFailure();

    private static MetadataField Leaf(string name, string value) => new(name, value, Group: null);
}
