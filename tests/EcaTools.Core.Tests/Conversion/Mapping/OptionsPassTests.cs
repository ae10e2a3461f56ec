using System.Text;
using EcaTools.Core.Certificates;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Tests.Blockers;
using Xunit;

namespace EcaTools.Core.Tests.Conversion.Mapping;

/// <summary>What the options of a conversion ask for beyond the Connected App itself.</summary>
public sealed class OptionsPassTests
{
    private const string Global = "ExtlClntAppGlobalOauthSettings";
    private const string Settings = "ExtlClntAppOauthSettings";

    [Theory]
    [InlineData("{Name}_ECA", "Portal", "Portal_ECA")]
    [InlineData("{name}_ECA", "acme__Portal", "Portal_ECA")]
    [InlineData("{Namespace}_{Name}", "acme__Portal", "acme_Portal")]
    [InlineData("{Label} 2", "Portal", "My_Portal_2")]
    [InlineData("Fixed", "Portal", "Fixed")]
    public void A_name_is_made_from_its_pattern_and_made_valid(string pattern, string name, string expected)
    {
        ConvertedApp converted = Convert(new ConversionOptions { NamePattern = pattern }, name: name);
        Assert.Equal(expected, converted.Name);
        Assert.All(
            converted.Records.Skip(1),
            record => Assert.StartsWith(expected + "_", record.FullName, StringComparison.Ordinal)
        );
        Assert.Equal(
            name != expected,
            converted.Losses.Any(loss =>
                loss.Field == "fullName" && loss.Reason.Contains($"is to be named {expected}", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void A_name_that_is_too_long_loses_what_the_placeholder_gives_and_keeps_what_tells_it_apart()
    {
        string name = Convert(new ConversionOptions { NamePattern = "New_{Name}_ECA" }, name: new string('a', 80)).Name;
        Assert.Equal(
            (80, true, true),
            (
                name.Length,
                name.StartsWith("New_a", StringComparison.Ordinal),
                name.EndsWith("a_ECA", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("{Nmae}")]
    [InlineData("{Name")]
    [InlineData("Name}")]
    [InlineData("{}")]
    public void A_pattern_that_can_t_be_understood_is_refused(string pattern)
    {
        Assert.Equal(
            "ParameterInvalid",
            Assert.Throws<EcaException>(() => Convert(new ConversionOptions { NamePattern = pattern })).ErrorId
        );
        Assert.Equal(
            "ParameterInvalid",
            Assert.Throws<EcaException>(() => Convert(new ConversionOptions { LabelPattern = pattern })).ErrorId
        );
    }

    [Fact]
    public void Two_apps_with_one_label_are_noted_and_a_pattern_keeps_them_apart()
    {
        Assert.Contains("'My Portal'", Assert.Single(Convert(new ConversionOptions()).Notes), StringComparison.Ordinal);
        Assert.Single(Convert(new ConversionOptions { NamePattern = "{Name}_ECA" }).Notes);
        ConvertedApp apart = Convert(new ConversionOptions { LabelPattern = "{Label} (ECA)" });
        Assert.Empty(apart.Notes);
        Assert.Equal("My Portal (ECA)", apart.Records[0].Record["label"]);
        Assert.Equal("My Portal", Assert.Single(apart.Losses, loss => loss.Field == "label").Value);
    }

    [Fact]
    public void Distribution_is_local_unless_asked_and_SAML_stays_local()
    {
        Assert.Equal("Local", Convert(new ConversionOptions()).Records[0].Record["distributionState"]);
        ConversionOptions packaged = new() { DistributionState = DistributionState.Packaged };
        Assert.Equal("Packaged", Convert(packaged).Records[0].Record["distributionState"]);
        Assert.Equal(
            "ParametersConflict",
            Assert
                .Throws<EcaException>(() =>
                    Convert(
                        packaged,
                        more: "<samlConfig><acsUrl>https://a</acsUrl><entityUrl>e</entityUrl><samlSubjectType>Username</samlSubjectType></samlConfig>"
                    )
                )
                .ErrorId
        );
    }

    [Fact]
    public void A_new_certificate_takes_the_place_of_the_old_one_which_is_a_loss()
    {
        SigningCertificate certificate = Read(TestCertificates.Good);
        ConvertedApp renewed = Convert(
            new ConversionOptions { Certificate = certificate },
            oauth: $"<certificate>{TestApp.Certificate}</certificate>"
        );
        Assert.Equal(certificate.Pem, Of(renewed, Global)["certificate"]);
        Assert.Equal(
            TestApp.Certificate,
            Assert.Single(renewed.Losses, loss => loss.Field == "oauthConfig.certificate").Value
        );

        // A name in place of a certificate was a loss before; it is one still, and one only.
        ConvertedApp repaired = Convert(
            new ConversionOptions { Certificate = certificate },
            oauth: "<certificate>My_Cert</certificate>"
        );
        Assert.Equal(certificate.Pem, Of(repaired, Global)["certificate"]);
        Assert.Single(repaired.Losses, loss => loss.Field == "oauthConfig.certificate");

        ConvertedApp same = Convert(
            new ConversionOptions { Certificate = certificate },
            oauth: $"<certificate>{TestCertificates.Good}</certificate>"
        );
        Assert.DoesNotContain(same.Losses, loss => loss.Field == "oauthConfig.certificate");
    }

    [Fact]
    public void A_certificate_is_never_given_to_an_app_that_had_none_because_it_opens_a_flow()
    {
        ConvertedApp none = Convert(
            new ConversionOptions { Certificate = Read(TestCertificates.Good), LabelPattern = "x" }
        );
        Assert.Null(Of(none, Global)["certificate"]);
        Assert.Contains("JWT bearer", Assert.Single(none.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_is_read_in_every_form()
    {
        string pem = Read(TestCertificates.Good).Pem;
        Assert.Equal(
            pem,
            SigningCertificate
                .Read(System.Convert.FromBase64String(TestCertificates.Good), "a.crt", FixedTime.AtNoon)
                .Pem
        );
        Assert.Equal(pem, Read(pem).Pem);
        Assert.Equal(
            pem,
            Read(
                "\uFEFFBag Attributes\n    friendlyName: x\n"
                    + pem.Replace("\n", "\r\n", StringComparison.Ordinal)
                    + "\r\n"
            ).Pem
        );
        Assert.Equal(FixedTime.Noon.AddDays(61), Read(pem).NotAfter);
    }

    [Fact]
    public void A_certificate_that_must_not_be_used_is_refused_and_no_key_is_repeated()
    {
        string key =
            $"-----BEGIN PRIVATE KEY-----\nMIItopsecret\n-----END PRIVATE KEY-----\n{Read(TestCertificates.Good).Pem}";
        EcaException error = Refuse(key);
        Assert.Equal(("SecretInFile", EcaErrorCategory.SecurityError), (error.ErrorId, error.Category));
        Assert.DoesNotContain("MIItopsecret", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("CertificateExpired", Refuse(TestCertificates.Expired).ErrorId);
        Assert.Equal("CertificateNotUsable", Refuse(TestCertificates.Weak).ErrorId);
        Assert.Equal("CertificateNotUsable", Refuse(TestCertificates.Elliptic).ErrorId);
        Assert.Equal("CertificateNotUsable", Refuse(TestCertificates.Store).ErrorId);
        Assert.Equal("CertificateNotUsable", Refuse("garbage").ErrorId);
        Assert.Equal("CertificateNotUsable", Refuse("").ErrorId);
        Assert.Equal(
            "CertificateNotUsable",
            Refuse(Read(TestCertificates.Good).Pem + "\n" + Read(TestCertificates.Expiring).Pem).ErrorId
        );
        Assert.Equal("CertificateNotUsable", Refuse(new string('a', 70_000)).ErrorId);
        Assert.Equal(
            "CertificateNotUsable",
            Assert
                .Throws<EcaException>(() =>
                    SigningCertificate.Read(
                        System.Convert.FromBase64String(TestCertificates.Store),
                        "a.pfx",
                        FixedTime.AtNoon
                    )
                )
                .ErrorId
        );

        static EcaException Refuse(string text) => Assert.Throws<EcaException>(() => Read(text));
    }

    [Theory]
    [InlineData("Full Api RefreshToken", "Api, RefreshToken", "Full")]
    [InlineData("Api Chatter Web CustomApplications", "Api, Web", "Chatter CustomApplications")]
    [InlineData("RefreshToken OfflineAccess", "RefreshToken", "OfflineAccess")]
    [InlineData("Basic Profile Email Address Phone", "Basic", "Profile Email Address Phone")]
    [InlineData("Full RefreshToken", "Full, RefreshToken", "")]
    [InlineData("Chatter OpenID", "Chatter, OpenID", "")]
    [InlineData("SFAP Api", "SFApiPlatform, Api", "")]
    public void Minimizing_drops_what_another_scope_makes_needless_and_says_why(string scopes, string kept, string lost)
    {
        ConvertedApp converted = Convert(new ConversionOptions { ScopePolicy = ScopePolicy.Minimize }, scopes: scopes);
        Assert.Equal(kept, Of(converted, Settings)["commaSeparatedOauthScopes"]);
        MetadataLoss[] losses =
        [
            .. converted.Losses.Where(loss => loss.Field.StartsWith("oauthConfig.scopes", StringComparison.Ordinal)),
        ];
        Assert.Equal(lost, string.Join(' ', losses.Select(loss => loss.Value)));
        Assert.All(losses, loss => Assert.Equal(loss.Value, scopes.Split(' ')[loss.Field[19] - '0']));
        Assert.All(losses, loss => Assert.True(loss is { Reason.Length: > 10, Action.Length: > 10 }));
        Assert.Equal(
            scopes
                .Replace("SFAP", "SFApiPlatform", StringComparison.Ordinal)
                .Replace(" ", ", ", StringComparison.Ordinal),
            Of(Convert(new ConversionOptions(), scopes: scopes), Settings)["commaSeparatedOauthScopes"]
        );
    }

    [Fact]
    public void The_rules_of_scopes_name_scopes_that_exist_and_drop_none_beside_one_that_is_dropped_itself()
    {
        string[] known = [.. ScopeRules.Of(MetadataSchema.Default.Last)];
        Assert.All(
            ScopeRules.Default.Drops,
            drop => Assert.True(known.Contains(drop.Scope) && known.Contains(drop.Kept) && drop.Source.Length > 0)
        );
        Assert.Empty(
            ScopeRules
                .Default.Drops.Select(drop => drop.Scope)
                .Intersect(ScopeRules.Default.Drops.Select(drop => drop.Kept), StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Explicit_scopes_are_all_that_is_left_in_either_vocabulary()
    {
        ConvertedApp converted = Convert(
            new ConversionOptions
            {
                ScopePolicy = ScopePolicy.Explicit,
                Scopes = ["refresh_token", "api", "API", "sfap_api"],
                LabelPattern = "x",
            },
            scopes: "Full Api RefreshToken"
        );
        Assert.Equal("RefreshToken, Api, SFApiPlatform", Of(converted, Settings)["commaSeparatedOauthScopes"]);
        Assert.Equal("Full", Assert.Single(converted.Losses, loss => loss.Field == "oauthConfig.scopes[0]").Value);
        Assert.Contains("SFApiPlatform", Assert.Single(converted.Notes), StringComparison.Ordinal);

        EcaException unknown = Assert.Throws<EcaException>(() =>
            Convert(new ConversionOptions { ScopePolicy = ScopePolicy.Explicit, Scopes = ["bulk_api"] })
        );
        Assert.Equal("ParameterInvalid", unknown.ErrorId);
        Assert.Contains("RefreshToken", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(
            "ParameterInvalid",
            Assert
                .Throws<EcaException>(() =>
                    Convert(new ConversionOptions { ScopePolicy = ScopePolicy.Explicit, Scopes = ["A2A"] })
                )
                .ErrorId
        );
        Assert.Equal(
            "A2A",
            Of(
                Convert(
                    new ConversionOptions
                    {
                        ApiVersion = new(68),
                        ScopePolicy = ScopePolicy.Explicit,
                        Scopes = ["a2a_api"],
                    }
                ),
                Settings
            )["commaSeparatedOauthScopes"]
        );
    }

    [Fact]
    public void An_MCP_profile_opens_what_its_client_needs_and_says_what_it_changed()
    {
        ConvertedApp converted = Convert(
            new ConversionOptions { Profiles = [McpProfile.Find("claude"), McpProfile.Find("Postman")] },
            oauth: "<isPkceRequired>false</isPkceRequired><isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>"
        );
        MetadataRecord global = Of(converted, Global);
        Assert.Equal(
            "https://a\nhttps://claude.ai/api/mcp/auth_callback\nhttps://claude.com/api/mcp/auth_callback\nhttps://oauth.pstmn.io/v1/callback\nhttps://oauth.pstmn.io/v1/browser-callback",
            global["callbackUrl"]
        );
        Assert.Equal(
            ("true", "true", "true", "false"),
            (
                global["isPkceRequired"],
                global["isNamedUserJwtEnabled"],
                global["isConsumerSecretOptional"],
                global["isSecretRequiredForRefreshToken"]
            )
        );
        Assert.Equal("Api, MCP, RefreshToken", Of(converted, Settings)["commaSeparatedOauthScopes"]);
        Assert.Equal(
            ["oauthConfig.isPkceRequired", "oauthConfig.isSecretRequiredForRefreshToken"],
            converted.Losses.Select(loss => loss.Field).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_profile_that_can_t_be_met_is_refused()
    {
        Assert.Equal("ParameterInvalid", Assert.Throws<EcaException>(() => McpProfile.Find("Clod")).ErrorId);
        Assert.Equal(
            "ParameterMissing",
            Assert
                .Throws<EcaException>(() => Convert(new ConversionOptions { Profiles = [McpProfile.Find("ChatGPT")] }))
                .ErrorId
        );
        Assert.Equal(
            "ApiVersionNotSupported",
            Assert
                .Throws<EcaException>(() =>
                    Convert(new ConversionOptions { ApiVersion = new(60), Profiles = [McpProfile.Find("Claude")] })
                )
                .ErrorId
        );
        ConnectedApp bookmark = TestApp.FromXml("<label>B</label><startUrl>https://a</startUrl>");
        Assert.Equal(
            "AppHasNoOAuth",
            Assert
                .Throws<EcaException>(() =>
                    new EcaConverter().Convert(
                        bookmark,
                        new ConversionOptions { Profiles = [McpProfile.Find("Claude")] }
                    )
                )
                .ErrorId
        );
    }

    [Fact]
    public void Every_profile_makes_a_whole_app_that_never_was_a_connected_app()
    {
        Assert.All(
            McpProfile.All,
            profile =>
            {
                McpProfile complete = profile.CallbackUrls.IsEmpty
                    ? profile with
                    {
                        CallbackUrls = ["https://example.com/cb"],
                    }
                    : profile;
                ConvertedApp made = new EcaConverter().Convert(
                    McpProfile.NewApp("Mcp", "MCP client", "a@b.c"),
                    new ConversionOptions { Profiles = [complete] }
                );
                Assert.Empty(made.Losses);
                Assert.Equal(5, made.Records.Length);
                Assert.Equal(
                    string.Join('\n', complete.CallbackUrls.Concat(complete.MoreCallbackUrls)),
                    Of(made, Global)["callbackUrl"]
                );
                Assert.Equal("MCP, RefreshToken", Of(made, Settings)["commaSeparatedOauthScopes"]);
                Assert.Equal(
                    ("SpecificInactivity", "30"),
                    (
                        Of(made, "ExtlClntAppOauthConfigurablePolicies")["refreshTokenPolicyType"],
                        Of(made, "ExtlClntAppOauthConfigurablePolicies")["refreshTokenValidityPeriod"]
                    )
                );
            }
        );
    }

    [Fact]
    public void A_minimal_app_leaves_out_documented_defaults_and_nothing_that_drifts()
    {
        const string OAuth =
            "<isCodeCredentialEnabled>false</isCodeCredentialEnabled><isIntrospectAllTokens>true</isIntrospectAllTokens><isPkceRequired>true</isPkceRequired><isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>";
        ConvertedApp complete = Convert(new ConversionOptions(), oauth: OAuth);
        ConvertedApp minimal = Convert(new ConversionOptions { IsMinimal = true }, oauth: OAuth);
        Assert.Equal(complete.Losses, minimal.Losses);
        foreach ((NamedRecord full, NamedRecord brief) in complete.Records.Zip(minimal.Records))
        {
            foreach (MetadataField field in full.Record.Fields)
            {
                bool isDefault =
                    field.Value is not null && ComparisonFacts.Default.IsDefault(full.Type, field.Name, field.Value);
                bool isKept = brief.Record.Fields.Contains(field);
                Assert.True(isKept || isDefault, field.Name);
                Assert.True(isKept || !OptionsPass.ExplicitElements.Contains($"{full.Type}.{field.Name}"), field.Name);
            }
        }

        MetadataRecord global = Of(minimal, Global);
        Assert.Equal(
            (null, "true", "true", "false", null),
            (
                global["isCodeCredFlowEnabled"],
                global["isIntrospectAllTokens"],
                global["isPkceRequired"],
                global["isRefreshTokenRotationEnabled"],
                global["isSecretRequiredForRefreshToken"]
            )
        );
    }

    private static SigningCertificate Read(string text) =>
        SigningCertificate.Read(Encoding.UTF8.GetBytes(text), "given.pem", FixedTime.AtNoon);

    private static MetadataRecord Of(ConvertedApp app, string type) =>
        app.Records.First(record => record.Type == type).Record;

    private static ConvertedApp Convert(
        ConversionOptions options,
        string name = "Portal",
        string oauth = "",
        string scopes = "Api",
        string more = ""
    ) =>
        new EcaConverter().Convert(
            TestApp.FromXml(
                $"<label>My Portal</label><contactEmail>a@b.c</contactEmail>{more}<oauthConfig><callbackUrl>https://a</callbackUrl>{oauth}{string.Concat(scopes.Split(' ').Select(scope => $"<scopes>{scope}</scopes>"))}</oauthConfig>",
                name
            ),
            options
        );
}
