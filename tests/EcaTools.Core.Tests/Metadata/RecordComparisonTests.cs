using System.Text;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Metadata;

public class RecordComparisonTests
{
    private const string Settings = "ExtlClntAppOauthSettings";
    private const string Global = "ExtlClntAppGlobalOauthSettings";
    private const string Policies = "ExtlClntAppOauthConfigurablePolicies";

    [Theory]
    [InlineData(
        Settings,
        "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>",
        "<commaSeparatedOauthScopes>RefreshToken,Api</commaSeparatedOauthScopes>"
    )]
    [InlineData(
        Policies,
        "<commaSeparatedPermissionSet>B, A</commaSeparatedPermissionSet>",
        "<commaSeparatedPermissionSet>A,B,</commaSeparatedPermissionSet>"
    )]
    [InlineData(
        Global,
        "<callbackUrl>https://a\nhttps://b</callbackUrl>",
        "<callbackUrl>\r\nhttps://b\r\n  https://a\r\n</callbackUrl>"
    )]
    [InlineData(
        Global,
        "<certificate>-----BEGIN CERTIFICATE-----\nMIIB\nCgKC\n-----END CERTIFICATE-----</certificate>",
        "<certificate>MIIBCg\r\n KC</certificate>"
    )]
    [InlineData(
        "ExtlClntAppSamlConfigurablePolicies",
        "<encryptionCertificate>MIIBCgKC</encryptionCertificate>",
        "<encryptionCertificate>MIIB\nCgKC\n</encryptionCertificate>"
    )]
    [InlineData(
        Global,
        "<isPkceRequired>true</isPkceRequired>",
        "<isPkceRequired> True </isPkceRequired><isDeviceFlowEnabled>false</isDeviceFlowEnabled>"
    )]
    [InlineData(
        Policies,
        "<ipRelaxationPolicyType>Enforce_RelaxRefresh</ipRelaxationPolicyType>",
        "<ipRelaxationPolicyType>Enforce_relaxrefresh</ipRelaxationPolicyType>"
    )]
    [InlineData(Policies, "<startUrl></startUrl>", "")]
    [InlineData(
        Settings,
        "<trustedIpRanges><description/><startIpAddress>1</startIpAddress><endIpAddress>2</endIpAddress></trustedIpRanges><trustedIpRanges><startIpAddress>3</startIpAddress><endIpAddress>4</endIpAddress></trustedIpRanges>",
        "<trustedIpRanges><endIpAddress>4</endIpAddress><startIpAddress>3</startIpAddress></trustedIpRanges><trustedIpRanges><endIpAddress>2</endIpAddress><startIpAddress>1</startIpAddress></trustedIpRanges>"
    )]
    [InlineData(
        Global,
        "<idTokenConfig><idTokenIncludeAttributes>true</idTokenIncludeAttributes></idTokenConfig>",
        "<idTokenConfig><idTokenIncludeAttributes>true</idTokenIncludeAttributes><idTokenValidityInMinutes>2</idTokenValidityInMinutes></idTokenConfig>"
    )]
    public void What_means_the_same_is_no_difference(string type, string local, string org) =>
        Assert.Empty(RecordComparison.Differences(Record(type, local), Record(type, org)));

    [Theory]
    [InlineData(
        Settings,
        "<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>",
        "<commaSeparatedOauthScopes>Api, Web</commaSeparatedOauthScopes>",
        "commaSeparatedOauthScopes"
    )]
    [InlineData(Global, "<callbackUrl>https://a</callbackUrl>", "<callbackUrl>https://A</callbackUrl>", "callbackUrl")]
    [InlineData(Global, "<certificate>MIIB</certificate>", "", "certificate")]
    [InlineData(Global, "<isPkceRequired>false</isPkceRequired>", "", "isPkceRequired")]
    [InlineData(
        Global,
        "<isPkceRequired>false</isPkceRequired>",
        "<isPkceRequired>true</isPkceRequired>",
        "isPkceRequired"
    )]
    [InlineData(Policies, "<startUrl></startUrl>", "<startUrl>https://a</startUrl>", "startUrl")]
    [InlineData(
        Settings,
        "<trustedIpRanges><startIpAddress>1</startIpAddress><endIpAddress>2</endIpAddress></trustedIpRanges>",
        "<trustedIpRanges><startIpAddress>1</startIpAddress><endIpAddress>2</endIpAddress></trustedIpRanges><trustedIpRanges><startIpAddress>3</startIpAddress><endIpAddress>4</endIpAddress></trustedIpRanges>",
        "trustedIpRanges"
    )]
    [InlineData(
        Settings,
        "<trustedIpRanges><startIpAddress>1</startIpAddress><endIpAddress>2</endIpAddress></trustedIpRanges>",
        "<trustedIpRanges><startIpAddress>2</startIpAddress><endIpAddress>1</endIpAddress></trustedIpRanges>",
        "trustedIpRanges"
    )]
    [InlineData(
        Global,
        "<idTokenConfig><idTokenValidityInMinutes>5</idTokenValidityInMinutes></idTokenConfig>",
        "<idTokenConfig><idTokenValidityInMinutes>2</idTokenValidityInMinutes></idTokenConfig>",
        "idTokenConfig.idTokenValidityInMinutes"
    )]
    [InlineData(
        Global,
        "<idTokenConfig><idTokenValidityInMinutes>5</idTokenValidityInMinutes></idTokenConfig>",
        "",
        "idTokenConfig.idTokenValidityInMinutes"
    )]
    public void What_means_something_else_is_a_difference(string type, string local, string org, string path) =>
        Assert.Equal(path, Assert.Single(RecordComparison.Differences(Record(type, local), Record(type, org))));

    private static MetadataRecord Record(string type, string fields) =>
        new MetadataReader()
            .Read(
                new MemoryStream(
                    Encoding.UTF8.GetBytes(
                        $"<{type} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{fields}</{type}>"
                    )
                ),
                "test"
            )
            .Record;
}
