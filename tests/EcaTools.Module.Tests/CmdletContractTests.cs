using System.Management.Automation;
using System.Reflection;
using System.Security;

namespace EcaTools.Module.Tests;

/// <summary>What PowerShell's guidelines and the project's own rules ask of each cmdlet, read from what the engine
/// knows of it.</summary>
public sealed class CmdletContractTests(StagedModule module)
{
    // The verbs that only look. Whatever else a cmdlet does changes something, so it must be possible to preview it.
    private static readonly string[] LookingVerbs = ["Compare", "Find", "Get", "Measure", "Test", "Watch"];

    // Judged one by one: these change nothing outside the session's own memory.
    private static readonly string[] ChangesTheSessionOnly =
    [
        "Connect-EcaOrg",
        "Disconnect-EcaOrg",
        "Select-EcaOrg",
        "Start-EcaPracticeOrg",
    ];

    // Judged one by one: these look, and change files or the org where a switch asks for it.
    private static readonly string[] ChangesOnRequest =
    [
        "Get-EcaCredential",
        "Get-EcaEventLog",
        "Measure-EcaAuth",
        "Test-EcaMetadata",
        "Test-EcaRollback",
    ];

    // A table of apps and their secrets: each value must be a SecureString (ParameterInvalid).
    private const string SecretsByApp = "Publish-EcaMetadata ConsumerSecret";

    private static readonly string[] SecretEndings = ["Token", "Secret", "Password"];

    private static readonly Dictionary<string, string> FirstArguments = new(StringComparer.Ordinal)
    {
        ["Add-EcaEvidence"] = "Path",
        ["Compare-EcaAccess"] = "ReferenceApp",
        ["Backup-ConnectedApp"] = "Path",
        ["Block-ConnectedApp"] = "App",
        ["Compare-EcaMetadata"] = "Path",
        ["Complete-EcaKeyRotation"] = "App",
        ["Connect-EcaOrg"] = "Environment",
        ["Disconnect-EcaOrg"] = "Org",
        ["Export-EcaReport"] = "OutputPath",
        ["Find-EcaConsumerKey"] = "Path",
        ["Get-ConnectedApp"] = "Name",
        ["Get-ConnectedAppUsage"] = "Name",
        ["Get-EcaAccess"] = "Name",
        ["Get-EcaBlockerRule"] = "Id",
        ["Get-EcaChecklist"] = "Path",
        ["Get-EcaCredential"] = "App",
        ["Get-EcaEventLog"] = "Source",
        ["Get-EcaKeyRotation"] = "App",
        ["Get-EcaLintRule"] = "Id",
        ["Get-EcaMigration"] = "Path",
        ["Get-EcaMigrationWave"] = "Assessment",
        ["Get-EcaOrg"] = "Alias",
        ["Get-EcaScopeRecommendation"] = "App",
        ["Get-EcaToken"] = "App",
        ["Get-ExternalClientApp"] = "Name",
        ["Grant-EcaAccess"] = "App",
        ["Invoke-EcaCertificateRotation"] = "App",
        ["Invoke-EcaKeyRotation"] = "App",
        ["Invoke-EcaRehearsal"] = "OutputPath",
        ["Measure-EcaAuth"] = "Path",
        ["New-EcaCertificate"] = "Subject",
        ["New-EcaMetadata"] = "OutputPath",
        ["New-EcaMigration"] = "Path",
        ["New-EcaPermissionSet"] = "Name",
        ["Publish-EcaMetadata"] = "Path",
        ["Revoke-EcaAccess"] = "App",
        ["Revoke-EcaToken"] = "App",
        ["Remove-ExternalClientApp"] = "Name",
        ["Restore-ConnectedApp"] = "Path",
        ["Select-EcaOrg"] = "Org",
        ["Start-EcaPracticeOrg"] = "Seed",
        ["Step-EcaCutover"] = "Path",
        ["Stop-EcaPracticeOrg"] = "PracticeOrg",
        ["Test-EcaBlocker"] = "Name",
        ["Test-EcaCutoverGate"] = "Path",
        ["Test-EcaMcpReadiness"] = "Name",
        ["Test-EcaMetadata"] = "Path",
        ["Test-EcaOAuthFlow"] = "Flow",
        ["Test-EcaRollback"] = "App",
        ["Unblock-ConnectedApp"] = "App",
        ["Undo-EcaCutover"] = "Path",
        ["Undo-EcaKeyRotation"] = "App",
        ["Update-EcaConsumerKey"] = "KeyMap",
        ["Watch-EcaCutover"] = "Path",
    };

    [Fact]
    public void There_are_cmdlets() => Assert.NotEmpty(module.Cmdlets);

    [Fact]
    public void Every_verb_is_approved() => Each(cmdlet => Assert.Contains(cmdlet.Verb, ApprovedVerbs.All));

    [Fact]
    public void Every_noun_is_singular() =>
        Each(cmdlet =>
            Assert.False(
                cmdlet.Noun.EndsWith('s')
                    && !cmdlet.Noun.EndsWith("ss", StringComparison.Ordinal)
                    && !cmdlet.Noun.EndsWith("Access", StringComparison.Ordinal),
                $"{cmdlet.Noun} looks like a plural"
            )
        );

    [Fact]
    public void Every_noun_says_that_it_is_ours() =>
        Each(cmdlet => Assert.Matches("^(Eca|ConnectedApp|ExternalClientApp)", cmdlet.Noun));

    [Fact]
    public void A_class_is_named_after_its_cmdlet_and_lives_with_the_commands() =>
        Each(cmdlet =>
            Assert.Matches(
                $@"^EcaTools\.Commands\.\w+\.{cmdlet.Verb}{cmdlet.Noun}Command$",
                cmdlet.ImplementingType.FullName
            )
        );

    [Fact]
    public void Every_class_is_sealed_and_built_on_the_base() =>
        Each(cmdlet =>
        {
            Type type = cmdlet.ImplementingType;
            Assert.True(type.IsSealed);
            Assert.Contains("EcaTools.Engine.EcaCmdlet", Bases(type));
        });

    [Fact]
    public void Every_cmdlet_says_what_it_writes() => Each(cmdlet => Assert.NotEmpty(cmdlet.OutputType));

    [Fact]
    public void Every_cmdlet_that_changes_something_can_be_previewed_and_no_other_offers_it() =>
        Each(cmdlet => Assert.Equal(Changes(cmdlet), Declared(cmdlet).SupportsShouldProcess));

    [Fact]
    public void A_parameter_set_takes_pipeline_objects_by_one_parameter_at_most() =>
        Each(cmdlet =>
            Assert.All(
                cmdlet.ParameterSets,
                set => Assert.True(set.Parameters.Count(parameter => parameter.ValueFromPipeline) <= 1, set.Name)
            )
        );

    [Fact]
    public void Positions_in_a_parameter_set_are_distinct() =>
        Each(cmdlet =>
            Assert.All(
                cmdlet.ParameterSets,
                set =>
                {
                    int[] positions =
                    [
                        .. set.Parameters.Select(parameter => parameter.Position).Where(position => position >= 0),
                    ];
                    Assert.Equal(positions.Distinct(), positions);
                }
            )
        );

    [Fact]
    public void A_cmdlet_with_several_parameter_sets_has_a_default_one() =>
        Each(cmdlet => Assert.True(cmdlet.ParameterSets.Count == 1 || cmdlet.ParameterSets.Any(set => set.IsDefault)));

    [Fact]
    public void Org_is_the_same_parameter_everywhere() =>
        Each(cmdlet =>
        {
            if (cmdlet.Parameters.TryGetValue("Org", out ParameterMetadata? org))
            {
                Assert.Equal("EcaTools.Engine.Binding.OrgIdentity", org.ParameterType.FullName);
                string[] attributes = [.. org.Attributes.Select(attribute => attribute.GetType().Name)];
                Assert.Contains("OrgAttribute", attributes);
                Assert.Contains("ArgumentCompleterAttribute", attributes);
                Assert.Equal(cmdlet.Name == "Select-EcaOrg", org.ParameterSets.Values.Any(set => set.IsMandatory));
            }
        });

    [Fact]
    public void What_Get_selects_by_takes_several_words_and_wildcards() =>
        Each(cmdlet =>
            Assert.All(
                Own(cmdlet).Where(parameter => cmdlet.Verb == "Get" && parameter.Name is ("Name" or "Id" or "Alias")),
                parameter =>
                {
                    Assert.Equal(typeof(string[]), parameter.ParameterType);
                    Assert.Contains(parameter.Attributes, attribute => attribute is SupportsWildcardsAttribute);
                }
            )
        );

    [Fact]
    public void An_API_version_can_be_written_in_every_way_everywhere() =>
        Each(cmdlet =>
            Assert.All(
                Own(cmdlet)
                    .Where(parameter =>
                        (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType).Name
                        == "ApiVersion"
                    ),
                parameter =>
                    Assert.Contains(
                        parameter.Attributes,
                        attribute => attribute.GetType().Name == "ApiVersionAttribute"
                    )
            )
        );

    [Fact]
    public void A_parameter_that_holds_a_secret_is_a_SecureString() =>
        Each(cmdlet =>
            Assert.All(
                Own(cmdlet)
                    .Where(parameter =>
                        !parameter.SwitchParameter
                        && $"{cmdlet.Name} {parameter.Name}" != SecretsByApp
                        && SecretEndings.Any(ending => parameter.Name.EndsWith(ending, StringComparison.Ordinal))
                    ),
                parameter => Assert.Equal(typeof(SecureString), parameter.ParameterType)
            )
        );

    [Fact]
    public void Every_cmdlet_knows_its_help_page() =>
        Each(cmdlet =>
            Assert.EndsWith($"/docs/en-US/{cmdlet.Name}.md", Declared(cmdlet).HelpUri, StringComparison.Ordinal)
        );

    [Fact]
    public void Only_the_base_overrides_what_the_engine_calls() =>
        Each(cmdlet =>
            Assert.DoesNotContain(
                cmdlet.ImplementingType.GetMethods(
                    BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                ),
                method => method.Name is "BeginProcessing" or "ProcessRecord" or "EndProcessing" or "StopProcessing"
            )
        );

    [Fact]
    public void What_text_or_objects_bind_to_refuses_null() =>
        Each(cmdlet =>
            Assert.All(
                Own(cmdlet)
                    .Where(parameter =>
                        !parameter.SwitchParameter && $"{cmdlet.Name} {parameter.Name}" is not "Test-EcaBlocker Usage"
                    ),
                parameter =>
                    Assert.True(
                        SingleType(parameter).IsValueType
                            || parameter.ParameterSets.Values.All(set => set.IsMandatory)
                            || Has(
                                parameter,
                                "ValidateNotNull",
                                "ValidateNotNullOrEmpty",
                                "ValidatePattern",
                                "ValidateSet"
                            ),
                        $"{cmdlet.Name} -{parameter.Name} takes $null for nothing at all"
                    )
            )
        );

    [Fact]
    public void A_parameter_that_takes_an_app_takes_its_name_or_says_how_to_get_the_object() =>
        Each(cmdlet =>
            Assert.All(
                Own(cmdlet)
                    .Where(parameter =>
                        SingleType(parameter).FullName!.StartsWith("EcaTools.", StringComparison.Ordinal)
                    ),
                parameter =>
                    Assert.True(
                        SingleType(parameter) is { IsValueType: true } or { IsGenericType: true }
                            || Has(
                                parameter,
                                "Org",
                                "AppIdentity",
                                "AppTarget",
                                "ConnectedAppIdentity",
                                "FlowApp",
                                "LiveObject",
                                "ApiVersion",
                                "JournalStore"
                            ),
                        $"{cmdlet.Name} -{parameter.Name} gives PowerShell's own error to a copy out of a job"
                    )
            )
        );

    [Fact]
    public void Names_bind_from_the_pipeline_wherever_a_cmdlet_selects_by_them() =>
        Each(cmdlet =>
            Assert.All(
                Own(cmdlet)
                    .Where(parameter =>
                        parameter.Name is "Name" or "Alias" && cmdlet.Verb == "Get"
                        || (parameter.Name == "Name" && cmdlet.Name == "Test-EcaBlocker")
                    ),
                parameter =>
                    Assert.True(
                        FromPipeline(parameter) || Own(cmdlet).Any(other => other.Name == "App" && FromPipeline(other)),
                        $"{cmdlet.Name} -{parameter.Name}"
                    )
            )
        );

    [Fact]
    public void An_app_is_named_by_App_and_by_Name_alike() =>
        Each(cmdlet =>
            Assert.All(
                Own(cmdlet)
                    .Where(parameter =>
                        parameter.Name is "App" or "Name"
                        // The name of something else, and objects that bind by their properties.
                        && cmdlet.Name is not ("New-EcaPermissionSet" or "New-EcaCertificate" or "Restore-ConnectedApp")
                        && !(cmdlet.Parameters.ContainsKey("App") && cmdlet.Parameters.ContainsKey("Name"))
                    ),
                parameter => Assert.Contains(parameter.Name == "App" ? "Name" : "App", parameter.Aliases)
            )
        );

    [Fact]
    public void Every_Test_cmdlet_fails_jobs_and_leaves_results() =>
        Each(cmdlet =>
            Assert.All(
                (string[])["FailOn", "JUnitPath", "SarifPath"],
                name =>
                    Assert.True(
                        cmdlet.Verb != "Test" || cmdlet.Parameters.ContainsKey(name),
                        $"{cmdlet.Name} has no -{name}: see 'Cmdlets that test' in CONTRIBUTING.md."
                    )
            )
        );

    // about_EcaTools tells this rule.
    [Fact]
    public void The_first_argument_without_a_name_is_what_the_documentation_says() =>
        Each(cmdlet =>
        {
            string[] first =
            [
                .. Own(cmdlet)
                    .Where(parameter => parameter.ParameterSets.Values.Any(set => set.Position == 0))
                    .Select(parameter => parameter.Name),
            ];
            Assert.Equal(
                FirstArguments.GetValueOrDefault(cmdlet.Name),
                first.Length == 0 ? null : string.Join(' ', first.Order(StringComparer.Ordinal))
            );
        });

    private static IEnumerable<ParameterMetadata> Own(CmdletInfo cmdlet) =>
        cmdlet.Parameters.Values.Where(parameter =>
            !Cmdlet.CommonParameters.Contains(parameter.Name)
            && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)
        );

    private static Type SingleType(ParameterMetadata parameter) =>
        parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;

    private static bool FromPipeline(ParameterMetadata parameter) =>
        parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline);

    private static bool Has(ParameterMetadata parameter, params string[] attributes) =>
        parameter.Attributes.Any(attribute =>
            attributes.Contains(attribute.GetType().Name[..^"Attribute".Length], StringComparer.Ordinal)
        );

    private static CmdletAttribute Declared(CmdletInfo cmdlet) =>
        cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;

    private void Each(Action<CmdletInfo> check) => Assert.All(module.Cmdlets, check);

    private static bool Changes(CmdletInfo cmdlet) =>
        ChangesOnRequest.Contains(cmdlet.Name, StringComparer.Ordinal)
        || (
            !LookingVerbs.Contains(cmdlet.Verb, StringComparer.Ordinal)
            && !ChangesTheSessionOnly.Contains(cmdlet.Name, StringComparer.Ordinal)
        );

    private static IEnumerable<string> Bases(Type type)
    {
        for (Type? at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at.FullName!;
        }
    }
}
